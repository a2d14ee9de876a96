import type { IncomingHttpHeaders } from 'node:http';
import { AssayError, type Operation } from '@assay/contracts';
import { type AuthenticatorOptions, type Caller, createAuthenticator } from './authenticator.ts';
import { rank } from './find-key.ts';

/** What of a request is looked at: its head alone. */
interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  readonly ip: string;
  readonly origin: string;
}

/** What stands before every operation of a public service. */
export interface CallerGate {
  /**
   * Who calls, and headers that say what is left of their quota. Throws AssayError `no-credentials`,
   * `wrong-credentials`, `forbidden`, `password-required`, `quota`, `busy`, or `transient` when it cannot be told now.
   */
  admit(arrival: Arrival, operation: Operation): Promise<{ caller: Caller; headers: Readonly<Record<string, string>> }>;
  admitAnyone(arrival: Arrival, operation: Operation): Promise<void>;
}

/**
 * The gate of a service, on what credentials are kept in: credentials first, then access levels. The only thing that
 * services make of this package to let callers in.
 */
export function createGate(options: AuthenticatorOptions): CallerGate {
  const authenticator = createAuthenticator(options);
  return {
    async admit({ headers }, operation) {
      const caller = await authenticator.authenticate(headers);
      if (operation.access !== 'anyone' && rank(caller.accessLevel) < rank(operation.access)) {
        throw new AssayError('forbidden');
      }
      return { caller, headers: {} };
    },
    async admitAnyone() {},
  };
}
