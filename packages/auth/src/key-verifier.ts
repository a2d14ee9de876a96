import { randomBytes } from 'node:crypto';
import type { Table } from '@assay/table';
import { signingKey } from './api-key.ts';
import type { Identified } from './caller.ts';
import { type FoundKey, findCachedKey, findStoredKey } from './find-key.ts';
import type { KeyCache } from './key-cache.ts';
import { onceAtATime } from './once-at-a-time.ts';
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
  const dummy = signingKey(randomBytes(32).toString('hex'));
  const cached = onceAtATime(nameOf, (place) => findCachedKey(parts, place), clock);
  const stored = onceAtATime(nameOf, (place) => findStoredKey(parts, place), clock);

  async function lookUp(place: SealedPlace, askTable: () => Promise<boolean>): Promise<FoundKey | null> {
    const known = recent.get(place.token);
    if (known !== null) return known;
    const kept = await cached(place);
    if (kept.value === 'revoked') return null;
    if (kept.value !== 'unknown') return remember(place, kept.value, kept.readAt);
    // Each asks for itself: who may not ask the table does not answer for somebody who may.
    if (!(await askTable())) return null;
    const read = await stored(place);
    return read.value === null ? null : remember(place, read.value, read.readAt);
  }

  function remember({ token }: SealedPlace, found: FoundKey, readAt: number): FoundKey {
    recent.put(token, found, readAt);
    return found;
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

const nameOf = ({ token, userId }: SealedPlace) => `${token}:${userId}`;

/** Whether the key may be used now and from there. */
function isOpen({ record, mayCallFrom }: FoundKey, ip: string, now: number): boolean {
  return (record.expiresAt === null || Date.parse(record.expiresAt) > now) && mayCallFrom(ip);
}

function identified({ record }: FoundKey): Identified {
  const { userName, userId, accessLevel, token, quotas } = record;
  return { caller: { userName, userId, accessLevel, token, sessionId: null }, quotas, confirmed: null };
}
