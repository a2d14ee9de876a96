import { createHash, timingSafeEqual } from 'node:crypto';
import { AssayError } from '@assay/contracts';

/** Which pool a token stands for. */
export interface PoolTokens {
  /** The pool of an `Authorization: Bearer` header. Throws `no-credentials` or `wrong-credentials`. */
  poolOf(authorization: string | undefined): string;
}

/** Longest header that is looked at; a token is at most 256 characters long. */
const MAX_HEADER = 300;

/**
 * Tokens are compared by their digests, in constant time and every one of them, so that neither the length of a
 * token nor the pool it nearly matched can be read off the clock.
 */
export function createPoolTokens(tokens: Readonly<Record<string, string>>): PoolTokens {
  const known = Object.entries(tokens).map(([pool, token]) => ({ pool, digest: digest(token) }));
  return {
    poolOf(authorization) {
      if (authorization === undefined) throw new AssayError('no-credentials', 'The pool token is missing.');
      const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization.slice(0, MAX_HEADER))?.[1] ?? '';
      const offered = digest(token);
      let found: string | null = null;
      for (const { pool, digest } of known) {
        if (timingSafeEqual(digest, offered)) found = pool;
      }
      if (found === null) throw new AssayError('wrong-credentials', 'The pool token is not valid.');
      return found;
    },
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
