import type { IncomingHttpHeaders } from 'node:http';
import type { AccessLevel } from '@assay/contracts';
import type { Table } from '@assay/table';
import type { Redis } from 'ioredis';
import type { Sealer } from './sealer.ts';

/** Who is calling, by which API key. */
export interface Caller {
  readonly userName: string;
  readonly userId: string;
  readonly accessLevel: AccessLevel;
  /** Public API token of the key. */
  readonly token: string;
}

export interface Authenticator {
  /** Throws AssayError `no-credentials`, `wrong-credentials` or `transient`. */
  authenticate(headers: IncomingHttpHeaders): Promise<Caller>;
}

/** The commands of Redis that keys need. */
export type KeyCache = Pick<Redis, 'get' | 'set'>;

export interface AuthenticatorOptions {
  readonly redis: KeyCache;
  readonly table: Table;
  readonly sealer: Sealer;
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly clock?: (() => number) | undefined;
}

export function createAuthenticator(_options: AuthenticatorOptions): Authenticator {
  return {
    authenticate: () => Promise.reject(new Error('not there yet')),
  };
}
