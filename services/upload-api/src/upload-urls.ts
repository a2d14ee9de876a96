import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import { type Asker, type Caller, recallCaller, type Use } from '@assay/auth';
import { AssayError } from '@assay/contracts';
import { openToken, signToken } from '@assay/service-kit';
import { type Table, userId } from '@assay/table';
import { z } from 'zod';

/** How long an address can be used, in seconds. */
export const UPLOAD_URL_S = 3600;

/** The commands of Redis that addresses need. */
export interface UrlStore {
  set(key: string, value: string, px: 'PX', ms: number, nx: 'NX'): Promise<string | null>;
  getdel(key: string): Promise<string | null>;
}

/** Addresses that take one upload each, for the user who asked for them. */
export interface UploadUrls {
  /** The token of a new address. Throws `transient` when Redis does not answer. */
  issue(caller: Caller): Promise<string>;
  /** Who asked for it, if they may still upload; throws `not-found` for a token that is good for nothing. */
  asker(token: string, use: Use): Promise<Caller>;
  /** Uses it up, once in all processes; throws `not-found` when it was used, `transient` when Redis does not answer. */
  spend(token: string): Promise<void>;
}

const PURPOSE = 'upload';

/** Short names: all of it stands in an address. */
const Carried = z.object({
  u: z.string(),
  k: z.string().nullable(),
  s: z.string().nullable(),
  t: z.int(),
  n: z.string(),
});

export interface UploadUrlParts {
  readonly redis: UrlStore;
  readonly table: Table;
  /** Signs tokens; the same in every replica. */
  readonly key: KeyObject;
  now(): Date;
}

/**
 * A token says who asked and is signed; Redis only holds that it was not used yet. So who can write to Redis can make
 * none, and when Redis forgets, addresses are refused and not taken twice.
 */
export function createUploadUrls({ redis, table, key, now }: UploadUrlParts): UploadUrls {
  return {
    async issue({ userName, token: apiToken, sessionId }) {
      const at = now();
      const carried: z.infer<typeof Carried> = {
        u: userName,
        k: apiToken,
        s: sessionId,
        t: at.getTime(),
        n: randomBytes(16).toString('base64url'),
      };
      const token = signToken(key, PURPOSE, carried, new Date(at.getTime() + UPLOAD_URL_S * 1000));
      await orTransient(() => redis.set(unused(token), '1', 'PX', UPLOAD_URL_S * 1000, 'NX'));
      return token;
    },
    async asker(token, use) {
      const carried = Carried.safeParse(openToken(key, PURPOSE, token, use.now));
      const caller = carried.success ? await recallCaller(table, askerOf(carried.data), use) : null;
      if (caller === null) throw noSuchUrl();
      return caller;
    },
    async spend(token) {
      if ((await orTransient(() => redis.getdel(unused(token)))) === null) throw noSuchUrl();
    },
  };
}

/** Where it stands that a token was not used; by its digest, because the token itself is a secret. */
const unused = (token: string) => `upload-url:${createHash('sha256').update(token).digest('base64url')}`;

function askerOf({ u, k, s, t }: z.infer<typeof Carried>): Asker {
  return { userName: u, userId: userId(u), token: k, sessionId: s, at: t };
}

function noSuchUrl(): AssayError {
  return new AssayError('not-found', 'this upload address was used, has expired or was never given out.');
}

async function orTransient<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw new AssayError('transient', undefined, { internal: 'Redis did not answer', cause });
  }
}
