import { setTimeout as delay } from 'node:timers/promises';
import { AssayError, type SessionRecord } from '@assay/contracts';
import type { Table } from '@assay/table';
import { type AddressLimits, createAddressLimits } from './address-limits.ts';
import type { Arrival } from './arrival.ts';
import type { Caller, Identified } from './caller.ts';
import { createSessions } from './create-sessions.ts';
import type { KeyCache } from './key-cache.ts';
import { createKeyVerifier } from './key-verifier.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { mustBeOwnPage } from './own-page.ts';
import { readCredential } from './read-credential.ts';
import type { ScriptRedis } from './redis-script.ts';
import type { Sealer } from './sealer.ts';
import { readSessionCookie } from './session-cookie.ts';
import type { SessionRedis } from './session-store.ts';

export interface Authenticator {
  /**
   * By a JWT or else a session's cookie. Throws AssayError `no-credentials`, `wrong-credentials`, `forbidden` for what a
   * page of somebody else may have sent, `busy` when this address has had too many credentials refused, or `transient`
   * when it cannot be told now.
   */
  authenticate(arrival: Arrival): Promise<Caller>;
  /** The same with what the credential says besides. `fresh`: a session is read anew. */
  identify(arrival: Arrival, options?: { readonly fresh?: boolean }): Promise<Identified>;
}

export interface AuthenticatorOptions {
  readonly redis: KeyCache & SessionRedis & ScriptRedis;
  readonly table: Table;
  readonly sealer: Sealer;
  readonly limits?: Limits | undefined;
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly clock?: (() => number) | undefined;
  /** Waits before a refusal; the system's timer when absent. */
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined;
}

/** Refusals leave on the beat of this clock, so that they do not tell how far a credential came. */
const REFUSAL_BEAT_MS = 50;

/** Tells callers by what they show. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { clock = Date.now, wait = delay, limits = DEFAULT_LIMITS } = options;
  const keys = createKeyVerifier({ ...options, clock });
  const sessions = createSessions({ ...options, clock });
  const addresses: AddressLimits = createAddressLimits(options.redis, limits, clock);

  function look(arrival: Arrival, fresh: boolean): Promise<Identified | null> {
    const { headers, ip, origin } = arrival;
    const jwt = readCredential(headers);
    if (jwt !== null) return keys.verify(jwt, { ip, askTable: async () => !(await addresses.exhausted(ip)) });
    const secret = readSessionCookie(headers, origin);
    if (secret === null) throw new AssayError('no-credentials');
    mustBeOwnPage(arrival);
    return sessions.find(secret, { fresh }).then((record) => (record === null ? null : inSession(record)));
  }

  async function identify(arrival: Arrival, { fresh = false } = {}): Promise<Identified> {
    const began = performance.now();
    const identified = await look(arrival, fresh);
    if (identified !== null) return identified;
    const refusal = await addresses.refuse(arrival.ip);
    await wait(REFUSAL_BEAT_MS - ((performance.now() - began) % REFUSAL_BEAT_MS));
    throw refusal;
  }

  return { identify, authenticate: async (arrival) => (await identify(arrival)).caller };
}

function inSession({ userName, userId, accessLevel, sessionId, quotas, confirmed }: SessionRecord): Identified {
  return { caller: { userName, userId, accessLevel, token: null, sessionId }, quotas, confirmed };
}
