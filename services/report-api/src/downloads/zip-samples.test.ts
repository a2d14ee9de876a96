import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { type ZipEntry, zipSamples } from './zip-samples.ts';

const entry = (name: string, bytes: Readable, size = 1): ZipEntry => ({ name, size, bytes });

async function* listOf(...entries: ZipEntry[]): AsyncGenerator<ZipEntry> {
  yield* entries;
}

async function open(zip: Uint8Array, password: string) {
  const entries = await new ZipReader(new Uint8ArrayReader(zip), { password }).getEntries();
  return Promise.all(
    entries.map(async (each) => {
      if (each.directory) throw new Error('the archive has a folder');
      expect(each).toMatchObject({ encrypted: true, zipCrypto: false });
      return [each.filename, Buffer.from(await each.getData(new Uint8ArrayWriter()))] as const;
    }),
  );
}

describe('the archive of samples', () => {
  it.each([1, 22, 3_000_000])('opens with the password and gives back its %i bytes and name', async (size) => {
    const content = randomBytes(size);
    const zip = await buffer(zipSamples(listOf(entry('påge.exe', Readable.from([content]), size)), 'infected'));
    expect(await open(zip, 'infected')).toEqual([['påge.exe', content]]);
    if (size > 20) expect(zip.includes(content.subarray(0, 20))).toBe(false);
  });

  it('holds several, in their order, under any password', async () => {
    const contents = [randomBytes(10), randomBytes(100_000), Buffer.from('x')];
    const entries = contents.map((content, at) => entry(String(at), Readable.from([content])));
    const zip = await buffer(zipSamples(listOf(...entries), 'pass wörd'));
    expect(await open(zip, 'pass wörd')).toEqual(contents.map((content, at) => [String(at), content]));
    await expect(open(zip, 'infected')).rejects.toThrow();
  });

  it('has 64-bit sizes where a file needs them', async () => {
    const content = Buffer.from('not that large');
    const zip = await buffer(zipSamples(listOf(entry('huge', Readable.from([content]), 5e9)), 'infected'));
    const [file] = await new ZipReader(new Uint8ArrayReader(zip), { password: 'infected' }).getEntries();
    expect(file).toMatchObject({ zip64: true });
    expect(await open(zip, 'infected')).toEqual([['huge', content]]);
  });

  it('lets go of the sample, and asks for no other, when the reader leaves', async () => {
    async function* endless() {
      for (;;) yield randomBytes(65_536);
    }
    const sample = Readable.from(endless());
    let more = false;
    async function* entries() {
      yield entry('big', sample);
      more = true;
    }
    const zip = zipSamples(entries(), 'infected');
    zip.once('data', () => zip.destroy());
    if (!sample.destroyed) await once(sample, 'close');
    expect([sample.destroyed, more]).toEqual([true, false]);
  });

  it('fails when a sample cannot be read to its end, or cannot be had', async () => {
    const sample = new Readable({ read() {} });
    const reading = buffer(zipSamples(listOf(entry('broken', sample)), 'infected'));
    sample.destroy(new Error('the store went away'));
    await expect(reading).rejects.toThrow();
    // biome-ignore lint/correctness/useYield: it fails before it has anything.
    async function* nothing(): AsyncGenerator<ZipEntry> {
      throw new Error('the store is away');
    }
    await expect(buffer(zipSamples(nothing(), 'infected'))).rejects.toThrow('the store is away');
  });
});
