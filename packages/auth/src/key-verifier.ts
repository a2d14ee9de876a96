import { randomBytes } from 'node:crypto';
import type { Table } from '@assay/table';
import { signingKey } from './api-key.ts';
import type { Identified } from './caller.ts';
import { type FoundKey, findKey } from './find-key.ts';
import type { KeyCache } from './key-cache.ts';
import { readClaims } from './read-claims.ts';
import { createRecent } from './recent.ts';
import type { SealedPlace } from './record-kinds.ts';
import type { Sealer } from './sealer.ts';
import { holds, signedBy } from './verify-jwt.ts';

export interface KeyVerifier {
  /**
   * Whose JWT this is, or null. `askTable` is asked before the table is, for a key that is in neither this process nor
   * Redis; while it says no there is no such key. Throws AssayError `transient` when Redis or the table is away.
   */
  verify(jwt: string, from: { readonly ip: string; askTable(): Promise<boolean> }): Promise<Identified | null>;
}

export interface KeyVerifierParts {
  readonly redis: KeyCache;
  readonly table: Table;
  readonly sealer: Sealer;
  readonly clock: () => number;
}

/** A copy in this process is good for so long, and so a revoked key works no longer than that. */
const RECENT_MS = 1000;
const RECENT_KEYS = 10_000;

/** Verifies the JWTs that API keys sign. */
export function createKeyVerifier(parts: KeyVerifierParts): KeyVerifier {
  const { clock } = parts;
  const recent = createRecent<FoundKey>(RECENT_KEYS, RECENT_MS, clock);
  const looking = new Map<string, Promise<FoundKey | null>>();
  const dummy = signingKey(randomBytes(32).toString('hex'));

  /** However many requests ask for a key at once, it is looked up once. */
  function lookUp(place: SealedPlace, askTable: () => Promise<boolean>): Promise<FoundKey | null> {
    const known = recent.get(place.token);
    if (known !== null) return Promise.resolve(known);
    const name = `${place.token}:${place.userId}`;
    const under = looking.get(name);
    if (under !== undefined) return under;
    const readAt = clock();
    const search = findKey(parts, place, askTable)
      .then((found) => {
        if (found !== null) recent.put(place.token, found, readAt);
        return found;
      })
      .finally(() => looking.delete(name));
    looking.set(name, search);
    return search;
  }

  return {
    async verify(jwt, { ip, askTable }) {
      const place = readClaims(jwt);
      const found = place === null ? null : await lookUp(place, askTable);
      const now = clock();
      // Without a key a signature is computed all the same.
      const claims = signedBy(jwt, found?.key ?? dummy, Math.floor(now / 1000));
      if (found === null || claims === null || !holds(claims, found, Math.floor(now / 1000))) return null;
      return isOpen(found, ip, now) ? identified(found) : null;
    },
  };
}

/** Whether the key may be used now and from there. */
function isOpen({ record, mayCallFrom }: FoundKey, ip: string, now: number): boolean {
  return (record.expiresAt === null || Date.parse(record.expiresAt) > now) && mayCallFrom(ip);
}

function identified({ record }: FoundKey): Identified {
  const { userName, userId, accessLevel, token, quotas } = record;
  return { caller: { userName, userId, accessLevel, token, sessionId: null }, quotas, confirmed: null };
}
