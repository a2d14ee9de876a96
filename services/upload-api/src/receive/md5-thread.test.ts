import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createMd5Thread, type Md5Thread } from './md5-thread.ts';
import { createLargeSampleHashes, createSampleHashes } from './sample-hashes.ts';

const MIB = 1024 * 1024;
let thread: Md5Thread;

afterEach(() => thread.close());

describe('MD5 in a thread', () => {
  it('is that of the bytes, however they are cut, of several streams at once', async () => {
    thread = createMd5Thread();
    const random = randomBytes(4 * MIB);
    const cut = fc.array(fc.nat({ max: MIB }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (files) => {
        await Promise.all(
          files.map(async (sizes) => {
            const large = createLargeSampleHashes(thread);
            const inline = createSampleHashes();
            for (const size of sizes) {
              await large.update(random.subarray(size, 2 * size));
              inline.update(random.subarray(size, 2 * size));
            }
            expect(await large.digests()).toEqual(await inline.digests());
          }),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('is not to be had by more streams than it takes, until one of them has ended', async () => {
    thread = createMd5Thread(2);
    const [first, second] = [thread.begin(), thread.begin()];
    expect(thread.begin()).toBeNull();
    first?.discard();
    const third = thread.begin();
    expect(third).not.toBeNull();
    expect(await second?.digest()).toBe(createHash('md5').digest('hex'));
    expect(thread.begin()).not.toBeNull();
  });

  it('is of the bytes as they were when they were given', async () => {
    thread = createMd5Thread();
    const bytes = Buffer.from('abc');
    const stream = thread.begin();
    await stream?.update(bytes);
    bytes.fill(0);
    expect(await stream?.digest()).toBe('900150983cd24fb0d6963f7d28e17f72');
  });

  it('fails the streams of a thread that ended, and the next stream has a new one', async () => {
    thread = createMd5Thread();
    const stream = thread.begin();
    const digest = stream?.digest();
    await thread.close();
    await expect(digest).rejects.toThrow('the hashing thread ended');
    await expect(stream?.update(Buffer.from('abc'))).rejects.toThrow('the hashing thread ended');
    const next = thread.begin();
    await next?.update(Buffer.from('abc'));
    expect(await next?.digest()).toBe('900150983cd24fb0d6963f7d28e17f72');
  });
});
