import { createHash } from 'node:crypto';
import type { Md5Thread } from './md5-thread.ts';

export interface Digests {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

export interface SampleHashes {
  /** Answers a promise when the caller has to wait before it goes on, else nothing. */
  update(bytes: Uint8Array): Promise<void> | undefined;
  /** Lower-case hex. Once, at the end. */
  digests(): Promise<Digests>;
  /** Gives them up. After `digests` it does nothing; always called in the end. */
  discard(): void;
}

/** The three hashes of a sample in one pass. Right for small ones, and for many at once. */
export function createSampleHashes(): SampleHashes {
  const md5 = createHash('md5');
  const sha1 = createHash('sha1');
  const sha256 = createHash('sha256');
  return {
    update(bytes) {
      md5.update(bytes);
      sha1.update(bytes);
      sha256.update(bytes);
      return undefined;
    },
    digests: async () => ({ md5: md5.digest('hex'), sha1: sha1.digest('hex'), sha256: sha256.digest('hex') }),
    discard: () => {},
  };
}

/**
 * The same for a large sample: MD5, which takes half of the time, is computed in a thread beside the other two. Without
 * a thread to be had all three are computed here.
 */
export function createLargeSampleHashes(thread: Md5Thread): SampleHashes {
  const md5 = thread.begin();
  if (md5 === null) return createSampleHashes();
  const sha1 = createHash('sha1');
  const sha256 = createHash('sha256');
  return {
    update(bytes) {
      const busy = md5.update(bytes);
      sha1.update(bytes);
      sha256.update(bytes);
      return busy;
    },
    digests: async () => ({ md5: await md5.digest(), sha1: sha1.digest('hex'), sha256: sha256.digest('hex') }),
    discard: () => md5.discard(),
  };
}
