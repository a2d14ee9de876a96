import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type AccessLevel, AssayError } from '@assay/contracts';
import type { Table } from '@assay/table';
import { signingKey } from './api-key.ts';
import { type FoundKey, findKey } from './find-key.ts';
import type { KeyCache } from './key-cache.ts';
import { readClaims } from './read-claims.ts';
import { readCredential } from './read-credential.ts';
import { createRecent } from './recent.ts';
import type { SealedPlace } from './record-kinds.ts';
import type { Sealer } from './sealer.ts';
import { holds, signedBy } from './verify-jwt.ts';

/** Who is calling, by an API key or a session. */
export interface Caller {
  readonly userName: string;
  readonly userId: string;
  /** Of the key that was used, or of the user; never more than the user has now. */
  readonly accessLevel: AccessLevel;
  /** Public API token of the key; null in a session. */
  readonly token: string | null;
  /** SHA-256 of what the cookie holds; null for an API key. */
  readonly sessionId: string | null;
}

export interface Authenticator {
  /** Throws AssayError `no-credentials`, `wrong-credentials`, or `transient` when it cannot be told now. */
  authenticate(headers: IncomingHttpHeaders): Promise<Caller>;
}

export interface AuthenticatorOptions {
  readonly redis: KeyCache;
  readonly table: Table;
  readonly sealer: Sealer;
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly clock?: (() => number) | undefined;
  /** Waits before a refusal; the system's timer when absent. */
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined;
}

/** A copy in this process is good for so long, and so a revoked key works no longer than that. */
const RECENT_MS = 1000;
const RECENT_KEYS = 10_000;

/** Refusals leave on the beat of this clock, so that they do not tell how far a token came. */
const REFUSAL_BEAT_MS = 50;

/** Verifies the JWTs that API keys sign. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { clock = Date.now, wait = delay } = options;
  const sources = { ...options, clock };
  const recent = createRecent<FoundKey>(RECENT_KEYS, RECENT_MS, clock);
  const looking = new Map<string, Promise<FoundKey | null>>();
  const dummy = signingKey(randomBytes(32).toString('hex'));

  /** However many requests ask for a key at once, it is looked up once. */
  function lookUp(place: SealedPlace): Promise<FoundKey | null> {
    const known = recent.get(place.token);
    if (known !== null) return Promise.resolve(known);
    const name = `${place.token}:${place.userId}`;
    const under = looking.get(name);
    if (under !== undefined) return under;
    const readAt = clock();
    const search = findKey(sources, place)
      .then((found) => {
        if (found !== null) recent.put(place.token, found, readAt);
        return found;
      })
      .finally(() => looking.delete(name));
    looking.set(name, search);
    return search;
  }

  async function verify(jwt: string): Promise<Caller | null> {
    const place = readClaims(jwt);
    const found = place === null ? null : await lookUp(place);
    const nowS = Math.floor(clock() / 1000);
    // Without a key a signature is computed all the same.
    const claims = signedBy(jwt, found?.key ?? dummy, nowS);
    if (found === null || claims === null || !holds(claims, found, nowS)) return null;
    const { userName, userId, accessLevel, token } = found.record;
    return { userName, userId, accessLevel, token, sessionId: null };
  }

  return {
    async authenticate(headers) {
      const jwt = readCredential(headers);
      if (jwt === null) throw new AssayError('no-credentials');
      const began = performance.now();
      const caller = await verify(jwt);
      if (caller !== null) return caller;
      await wait(REFUSAL_BEAT_MS - ((performance.now() - began) % REFUSAL_BEAT_MS));
      throw new AssayError('wrong-credentials');
    },
  };
}
