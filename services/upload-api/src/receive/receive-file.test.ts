import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSampleStore, type SampleStore } from '@assay/samples';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createUploadSteps } from '../upload-steps.ts';
import { createMemoryBudget } from './memory-budget.ts';
import { type Receiver, receiveFile } from './receive-file.ts';
import type { SampleHashes } from './sample-hashes.ts';

const NO_DIGESTS = { md5: '', sha1: '', sha256: '' };

let folder: string;
let samples: SampleStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-receive-'));
  samples = openSampleStore(pathToFileURL(folder).href);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const receiver = (more: Partial<Receiver> = {}): Receiver => ({
  samples,
  budget: createMemoryBudget(1_000_000),
  maxHeldBytes: 1000,
  maxFileBytes: 100_000,
  ...more,
});

async function* chunks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield Buffer.alloc(size, 1);
}

const working: SampleHashes = { update: () => undefined, digests: async () => NO_DIGESTS, discard: () => {} };
const broken = new Error('no such digest');

it.each<[string, Partial<SampleHashes>]>([
  [
    'at once',
    {
      update: () => {
        throw broken;
      },
    },
  ],
  ['while it is waited for', { update: () => Promise.reject(broken) }],
  ['at the end', { digests: () => Promise.reject(broken) }],
])('names the step hash when hashing fails %s, and gives the hashes up', async (_when, faulty) => {
  const report = vi.fn();
  const discard = vi.fn();
  const createHashes = () => ({ ...working, ...faulty, discard });
  await expect(receiveFile(chunks(10), receiver({ createHashes }), createUploadSteps(report))).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining('step hash failed'),
  });
  expect(report).toHaveBeenCalledWith('hash', expect.anything());
  expect(discard).toHaveBeenCalled();
});

it('leaves nothing staged when the digests of what was staged cannot be had', async () => {
  const discard = vi.fn(async () => {});
  const samples = {
    put: async () => {},
    async stage(bytes: AsyncIterable<Uint8Array>) {
      let size = 0;
      for await (const chunk of bytes) size += chunk.length;
      return { size, read: async () => new Uint8Array(), commit: async () => {}, discard };
    },
  };
  const createHashes = () => ({ ...working, digests: () => Promise.reject(broken) });
  const receiving = receiveFile(
    chunks(500, 500),
    receiver({ samples, createHashes, maxHeldBytes: 1 }),
    createUploadSteps(() => {}),
  );
  await expect(receiving).rejects.toMatchObject({ message: expect.stringContaining('step hash failed') });
  expect(discard).toHaveBeenCalledTimes(1);
});

it('holds a file within the limit and stages one beyond it, whole and with equal digests', async () => {
  const steps = createUploadSteps(() => {});
  const held = await receiveFile(chunks(500, 500), receiver(), steps);
  const staged = await receiveFile(chunks(500, 500), receiver({ maxHeldBytes: 999 }), steps);
  expect(held).toMatchObject({ held: true, size: 1000 });
  expect(staged).toMatchObject({ held: false, size: 1000, sha256: held.sha256, md5: held.md5, sha1: held.sha1 });
  await held.storeAt('held');
  await staged.storeAt('staged');
  expect(await samples.read('staged', 2000)).toEqual(await samples.read('held', 2000));
  await Promise.all([held.release(), staged.release()]);
  expect(await samples.size('staged')).toBe(1000);
});

it('looks at a chunk only until the next one is asked for, whether it holds or stages the file', async () => {
  const steps = createUploadSteps(() => {});
  const bytes = randomBytes(50_000);
  async function* filledAnew() {
    const chunk = Buffer.alloc(700);
    for (let at = 0; at < bytes.length; at += chunk.length) {
      yield chunk.subarray(0, bytes.copy(chunk, 0, at));
      chunk.fill(0xee);
    }
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  for (const maxHeldBytes of [100_000, 10_000, 1]) {
    const received = await receiveFile(filledAnew(), receiver({ maxHeldBytes }), steps);
    expect(received).toMatchObject({ sha256, size: 50_000, held: maxHeldBytes > 50_000 });
    await received.storeAt(`filled-${maxHeldBytes}`);
    expect(await samples.read(`filled-${maxHeldBytes}`, 50_000)).toEqual(bytes);
    await received.release();
  }
});

it('refuses what the store took only in part, and leaves nothing of it', async () => {
  const discard = vi.fn(async () => {});
  const samples = {
    put: async () => {},
    async stage(bytes: AsyncIterable<Uint8Array>) {
      for await (const _ of bytes);
      return { size: 999, read: async () => new Uint8Array(), commit: async () => {}, discard };
    },
  };
  const receiving = receiveFile(
    chunks(500, 500),
    receiver({ samples, maxHeldBytes: 1 }),
    createUploadSteps(() => {}),
  );
  await expect(receiving).rejects.toMatchObject({ status: 503, message: expect.stringContaining('step store failed') });
  expect(discard).toHaveBeenCalledTimes(1);
});

it('stages a small file when the memory of all uploads is used up, and gives back what it took', async () => {
  const budget = createMemoryBudget(140_000);
  const steps = createUploadSteps(() => {});
  const first = await receiveFile(chunks(600), receiver({ budget }), steps);
  const second = await receiveFile(chunks(600), receiver({ budget, maxHeldBytes: 100_000 }), steps);
  expect([first.held, second.held]).toEqual([true, true]);
  const third = await receiveFile(chunks(80_000), receiver({ budget, maxHeldBytes: 100_000 }), steps);
  expect(third.held).toBe(false);
  await Promise.all([first.release(), second.release(), third.release()]);
  expect(budget.taken).toBe(0);
});

it('stops asking a sender that has sent too much', async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield Buffer.alloc(10_000);
    } finally {
      ended = true;
    }
  }
  const budget = createMemoryBudget(1_000_000);
  await expect(
    receiveFile(
      endless(),
      receiver({ budget }),
      createUploadSteps(() => {}),
    ),
  ).rejects.toMatchObject({
    status: 413,
  });
  expect(ended).toBe(true);
  expect(budget.taken).toBe(0);
});
