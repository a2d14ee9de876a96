import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { zipInfected } from './zip-infected.ts';

describe('the archive of a sample', () => {
  it.each([1, 22, 3_000_000])('opens with the password and gives back its %i bytes and name', async (size) => {
    const content = randomBytes(size);
    const zip = await buffer(zipInfected('påge.exe', Readable.from([content])));
    const reader = new ZipReader(new Uint8ArrayReader(zip), { password: 'infected' });
    const [entry, ...others] = await reader.getEntries();
    if (entry === undefined || entry.directory) throw new Error('the archive has no file');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ filename: 'påge.exe', encrypted: true, zipCrypto: false });
    expect(Buffer.from(await entry.getData(new Uint8ArrayWriter())).equals(content)).toBe(true);
    if (size > 20) expect(zip.includes(content.subarray(0, 20))).toBe(false);
  });

  it('lets go of the sample when the reader leaves', async () => {
    async function* endless() {
      for (;;) yield randomBytes(65_536);
    }
    const sample = Readable.from(endless());
    const zip = zipInfected('big', sample);
    zip.once('data', () => zip.destroy());
    if (!sample.destroyed) await once(sample, 'close');
    expect(sample.destroyed).toBe(true);
  });

  it('fails when the sample cannot be read to its end', async () => {
    const sample = new Readable({ read() {} });
    const zip = zipInfected('broken', sample);
    const reading = buffer(zip);
    sample.destroy(new Error('the store went away'));
    await expect(reading).rejects.toThrow();
  });
});
