import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultKey, type SampleStore, type SampleStoreOptions, sampleKey, sampleKeyWithSha256 } from '../src/index.ts';

export interface StoreUnderTest {
  readonly store: SampleStore;
  /** Opens the same store in another process. */
  readonly url: string;
  readonly options: SampleStoreOptions;
  /** What lies in staging, as far as this store can tell. */
  leftovers(): Promise<string[]>;
  /** Some stores that are like S3 cannot list unfinished uploads, so nothing can be found or swept of them. */
  readonly listsUnfinished: boolean;
  close(): Promise<void>;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES = [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 8 * MIB, 8 * MIB + 1, 20 * MIB];

/** What every sample store guarantees. Keys of each test are its own, so one store serves all. */
export function sampleStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the sample store: ${name}`, () => {
    let under: StoreUnderTest;
    let store: SampleStore;
    beforeAll(async () => {
      under = await open();
      store = under.store;
    });
    afterAll(async () => {
      await under?.close();
    });

    it.each(SIZES)('gives back %d staged bytes as they came', async (size) => {
      const bytes = randomBytes(size);
      const key = newKey();
      const staged = await store.stage(inChunks(bytes));
      expect(staged.size).toBe(size);
      expect(await store.size(key)).toBeNull();
      await staged.commit(key);
      expect(await under.leftovers()).toEqual([]);
      expect(await store.size(key)).toBe(size);
      const opened = await store.open(key);
      expect(opened?.size).toBe(size);
      expect(await sha256Of(opened?.stream ?? [])).toBe(sha256(bytes));
    });

    it.each(SIZES.filter((size) => size <= 8 * MIB))('gives back %d bytes that were put', async (size) => {
      const bytes = randomBytes(size);
      const key = newKey();
      await store.put(key, bytes);
      expect(await store.size(key)).toBe(size);
      expect(sha256((await store.read(key, size)) ?? Buffer.alloc(0))).toBe(sha256(bytes));
      expect(await under.leftovers()).toEqual([]);
    });

    it('answers null for what is missing', async () => {
      const key = newKey();
      expect(await store.size(key)).toBeNull();
      expect(await store.open(key)).toBeNull();
      expect(await store.read(key, 10)).toBeNull();
    });

    it('gives pieces of an object and of what is staged, and nothing beyond their ends', async () => {
      const bytes = randomBytes(300_000);
      const key = newKey();
      const staged = await store.stage(inChunks(bytes));
      const pieces = [
        [0, 0],
        [1, 70_000],
        [299_999, 299_999],
        [0, 299_999],
      ] as const;
      for (const [start, end] of pieces) {
        expect(sha256(await staged.read({ start, end }))).toBe(sha256(bytes.subarray(start, end + 1)));
      }
      await expect(staged.read({ start: 299_999, end: 300_000 })).rejects.toThrow();
      await staged.commit(key);
      for (const [start, end] of pieces) {
        const opened = await store.open(key, { start, end });
        expect(opened?.size).toBe(end - start + 1);
        expect(await sha256Of(opened?.stream ?? [])).toBe(sha256(bytes.subarray(start, end + 1)));
      }
      await expect(store.open(key, { start: 300_000, end: 300_001 })).rejects.toThrow();
      expect(await store.open(newKey(), { start: 0, end: 1 })).toBeNull();
    });

    it('refuses to read more than was asked for', async () => {
      const key = newKey();
      await store.put(key, Buffer.from('eleven chars'.slice(0, 11)));
      await expect(store.read(key, 10)).rejects.toThrow(RangeError);
      expect((await store.read(key, 11))?.toString()).toBe('eleven char');
    });

    it('replaces an object, by put and by commit', async () => {
      const key = newKey();
      await store.put(key, Buffer.from('first, and longer'));
      await store.put(key, Buffer.from('second'));
      expect((await store.read(key, 100))?.toString()).toBe('second');
      await (await store.stage(inChunks(Buffer.from('third')))).commit(key);
      expect((await store.read(key, 100))?.toString()).toBe('third');
    });

    it('keeps an object apart from one whose name begins with its name', async () => {
      const [key, longer] = twoKeys();
      await store.put(key, Buffer.from('short name'));
      await store.put(longer, Buffer.from('long name'));
      await store.delete(key);
      expect(await store.read(key, 100)).toBeNull();
      expect((await store.read(longer, 100))?.toString()).toBe('long name');
    });

    it('deletes, also what is not there', async () => {
      const key = newKey();
      await store.put(key, Buffer.from('gone soon'));
      await store.delete(key);
      await store.delete(key);
      expect(await store.size(key)).toBeNull();
    });

    it('deletes a folder with all that lies under it, and nothing beside it', async () => {
      const [user, one, other] = Array.from({ length: 3 }, () => randomBytes(32).toString('hex')) as [
        string,
        string,
        string,
      ];
      const [scan, engine] = ['17000000001230000001', `engine-${'x'.repeat(20)}`];
      const keysOf = (sha256: string) => [
        `results/${user}/${sha256}/report/1`,
        `${resultKey(user, sha256, scan, engine, 'attributes')}/0123456789abcdef`,
        `${resultKey(user, sha256, scan, engine, 'log')}/0123456789abcdef`,
      ];
      const [inside, outside] = [keysOf(one), [...keysOf(other), `results/${user}/${one}0`]];
      for (const key of [...inside, ...inside, ...outside]) await store.put(key, Buffer.from(key));
      await store.deleteFolder(`results/${user}/${one}/`);
      await store.deleteFolder(`results/${user}/${one}/`);
      for (const key of inside) expect(await store.size(key)).toBeNull();
      for (const key of outside) expect((await store.read(key, 1000))?.toString()).toBe(key);
      for (const key of inside) await store.put(key, Buffer.from('a new one'));
      for (const key of inside) expect((await store.read(key, 100))?.toString()).toBe('a new one');
    });

    it('links to one object, which whoever has the link can read', async () => {
      const key = newKey();
      const bytes = randomBytes(70_000);
      await store.put(key, bytes);
      expect(sha256(await readLink(await store.link(key, 60)))).toBe(sha256(bytes));
    });

    it('keeps nothing of what was discarded, and forgives a second time', async () => {
      const staged = await store.stage(inChunks(randomBytes(9 * MIB)));
      expect(await under.leftovers()).toHaveLength(1);
      await staged.discard();
      await staged.discard();
      expect(await under.leftovers()).toEqual([]);
    });

    it('may be told to discard what was committed', async () => {
      const key = newKey();
      const staged = await store.stage(inChunks(Buffer.from('kept')));
      await staged.commit(key);
      await staged.discard();
      expect((await store.read(key, 10))?.toString()).toBe('kept');
    });

    it.each([0, 100 * KIB, 20 * MIB])('keeps nothing of a source that fails after %d bytes', async (size) => {
      const cause = new Error('the client went away');
      await expect(store.stage(failing(size, cause))).rejects.toBe(cause);
      expect(await under.leftovers()).toEqual([]);
    });

    it('takes chunks of every size, from single bytes to several parts', async () => {
      const key = newKey();
      const bytes = randomBytes(9 * MIB + 5000);
      const sizes = [...Array<number>(3000).fill(1), 0, 9 * MIB, 1999, 0, 1];
      await (await store.stage(inChunks(bytes, sizes))).commit(key);
      expect(sha256((await store.read(key, bytes.length)) ?? Buffer.alloc(0))).toBe(sha256(bytes));
    });

    it('receives several streams at once and mixes nothing', async () => {
      const samples = Array.from({ length: 6 }, (_, index) => ({ key: newKey(), bytes: randomBytes(index * MIB + 7) }));
      await Promise.all(samples.map(async ({ key, bytes }) => (await store.stage(inChunks(bytes))).commit(key)));
      for (const { key, bytes } of samples) {
        expect(sha256((await store.read(key, 20 * MIB)) ?? Buffer.alloc(0))).toBe(sha256(bytes));
      }
      expect(await under.leftovers()).toEqual([]);
    });

    it('lets two writers of one name both succeed, when both bring the same bytes', async () => {
      const key = newKey();
      const bytes = randomBytes(MIB);
      const staged = await Promise.all([store.stage(inChunks(bytes)), store.stage(inChunks(bytes))]);
      await Promise.all(staged.map((one) => one.commit(key)));
      expect(sha256((await store.read(key, MIB)) ?? Buffer.alloc(0))).toBe(sha256(bytes));
    });

    it('sweeps only what is older than asked, and live uploads survive', async () => {
      const staged = await store.stage(inChunks(randomBytes(100)));
      expect(await store.sweepStaging(new Date(Date.now() - 3_600_000))).toBe(0);
      const key = newKey();
      await staged.commit(key);
      expect(await store.size(key)).toBe(100);
    });

    it.each(['receiving', 'staged'] as const)('sweeps what a process left that was killed while %s', async (moment) => {
      const child = await stageInChild(under, moment);
      const findable = moment === 'staged' || under.listsUnfinished;
      // The first request of the child may still be under way.
      await expect.poll(() => under.leftovers()).toHaveLength(findable ? 1 : 0);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await store.sweepStaging(new Date(Date.now() + 60_000))).toBe(findable ? 1 : 0);
      expect(await under.leftovers()).toEqual([]);
    });
  });
}

/** A process that stages 20 MiB into the store and stops at the moment given. */
async function stageInChild({ url, options }: StoreUnderTest, moment: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'stage-and-hang.ts');
  const child = spawn(process.execPath, [script, JSON.stringify({ url, options, moment })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('The process ended early.'))),
  ]);
  expect(String(said)).toContain(moment);
  return child;
}

function newKey(): string {
  return sampleKey('alice', randomBytes(16).toString('hex'));
}

function twoKeys(): [string, string] {
  const md5 = randomBytes(16).toString('hex');
  return [sampleKey('bob', md5), sampleKeyWithSha256('bob', md5, randomBytes(32).toString('hex'))];
}

/** Chunks that are filled anew for the next one, as a store must expect. Of 64 KiB, or of the sizes given. */
async function* inChunks(bytes: Buffer, sizes?: readonly number[]): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(Math.max(64 * KIB, ...(sizes ?? [])));
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const copied = bytes.copy(chunk, 0, at, at + (sizes?.[index] ?? 64 * KIB));
    at += copied;
    yield chunk.subarray(0, copied);
    chunk.fill(0xee);
  }
}

async function* failing(size: number, cause: Error): AsyncGenerator<Buffer> {
  yield* inChunks(randomBytes(size));
  throw cause;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function sha256Of(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

async function readLink(link: string): Promise<Buffer> {
  if (link.startsWith('file:')) return await readFile(fileURLToPath(link));
  const answer = await fetch(link);
  if (!answer.ok) throw new Error(`The link answered ${answer.status}: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}
