import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MAX_RESULT_BYTES } from '@assay/contracts';
import { openSampleStore, type SampleStore } from '@assay/samples';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { CannotOpen, pack, unpack } from './packed.ts';

let folder: string;
let samples: SampleStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-packed-'));
  samples = openSampleStore(pathToFileURL(folder).href);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A text whose JSON has this many bytes. */
const textOf = (bytes: number) =>
  randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64url')
    .slice(0, bytes - 2);

it('what is as large as may be and hardly compresses can be opened again', async () => {
  const text = textOf(MAX_RESULT_BYTES);
  const packed = await pack(samples, 'results/most', text, 0);
  expect(await unpack(samples, z.string(), packed)).toBe(text);
});

it('what could not be opened again is not packed', async () => {
  await expect(pack(samples, 'results/more', textOf(MAX_RESULT_BYTES + 1), 0)).rejects.toMatchObject({
    kind: 'too-large',
  });
  expect(await samples.size('results/more')).toBeNull();
});

it('what is gone, damaged or of another shape is told from a store that does not answer', async () => {
  const packed = await pack(samples, 'results/a', 'text', 0);
  await expect(unpack(samples, z.number(), packed)).rejects.toThrow(CannotOpen);
  await samples.put('results/a', Buffer.from('no gzip'));
  await expect(unpack(samples, z.string(), packed)).rejects.toThrow(CannotOpen);
  await samples.delete('results/a');
  await expect(unpack(samples, z.string(), packed)).rejects.toThrow(CannotOpen);
  const away = { ...samples, read: async () => Promise.reject(new Error('the store is away')) };
  await expect(unpack(away, z.string(), packed)).rejects.toThrow('the store is away');
});
