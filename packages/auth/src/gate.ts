import { AssayError, type OperationHead } from '@assay/contracts';
import { createAddressLimits } from './address-limits.ts';
import type { Arrival } from './arrival.ts';
import { type AuthenticatorOptions, createAuthenticator } from './authenticator.ts';
import type { Caller, Identified } from './caller.ts';
import { rank } from './find-key.ts';
import { createLedger } from './ledger.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { takeQuota } from './quotas.ts';
import { createUsageReport, type UsageReport } from './usage-report.ts';

/** What stands before every operation of a public service. */
export interface CallerGate extends UsageReport {
  /**
   * Who calls, and headers that say what is left of their quota. Throws AssayError `no-credentials`,
   * `wrong-credentials`, `forbidden`, `password-required`, `quota`, `busy`, or `transient` when it cannot be told now.
   */
  admit(
    arrival: Arrival,
    operation: OperationHead,
  ): Promise<{ caller: Caller; headers: Readonly<Record<string, string>> }>;
  /** Before an operation for which nobody has to sign in. Throws `busy`, or `transient` when it changes something. */
  admitAnyone(arrival: Arrival, operation: OperationHead): Promise<void>;
  /** Takes what an upload really was from the caller's bytes of the day. Never rejects: the file is there. */
  charge(caller: Pick<Caller, 'userId'>, used: { readonly bytes: number }): Promise<void>;
  /** Writes what was counted and stops counting. */
  close(): Promise<void>;
}

export interface GateOptions extends AuthenticatorOptions {
  /** How often counts are written to the table, in milliseconds. */
  readonly flushMs?: number | undefined;
}

/** For so long a password counts as given just now. */
const CONFIRMED_MS = 15 * 60_000;
const FLUSH_MS = 5_000;

/**
 * The gate of a service, on what credentials are kept in: credentials first, then access level, password and quota. The
 * only thing that services make of this package to let callers in.
 */
export function createGate(options: GateOptions): CallerGate {
  const { redis, table, clock = Date.now, limits = DEFAULT_LIMITS, flushMs = FLUSH_MS } = options;
  const authenticator = createAuthenticator(options);
  const addresses = createAddressLimits(redis, limits, clock);
  const ledger = createLedger({ redis, table, clock });
  const timer = setInterval(() => void ledger.flush(), flushMs).unref();

  const confirmedLately = ({ confirmed }: Identified) => confirmed === null || clock() - confirmed <= CONFIRMED_MS;

  /** A password that was given in another process counts at once, not when the copy here has run out. */
  async function mustBeConfirmed(arrival: Arrival, identified: Identified): Promise<void> {
    if (confirmedLately(identified)) return;
    if (!confirmedLately(await authenticator.identify(arrival, { fresh: true }))) {
      throw new AssayError('password-required');
    }
  }

  return {
    async admit(arrival, operation) {
      const identified = await authenticator.identify(arrival);
      const { caller } = identified;
      if (operation.access !== 'anyone' && rank(caller.accessLevel) < rank(operation.access)) {
        throw new AssayError('forbidden');
      }
      if (operation.confirm) await mustBeConfirmed(arrival, identified);
      const now = clock();
      const headers = await takeQuota(redis, identified, operation, arrival, { configured: limits.perUser, now });
      if (operation.cost !== 'free') ledger.count(caller.userId, operation.id);
      if (caller.token !== null) ledger.keyUsed(caller.userId, caller.token);
      return { caller, headers };
    },
    async admitAnyone({ ip, method }) {
      await addresses.anonymous(ip).catch((error: unknown) => {
        // What is only read needs nothing of Redis.
        const away = error instanceof AssayError && error.kind === 'transient';
        if (!(away && (method === 'GET' || method === 'HEAD'))) throw error;
      });
    },
    charge: ({ userId }, { bytes }) => ledger.charge(userId, bytes),
    ...createUsageReport({ redis, table, clock, configured: limits.perUser, flush: ledger.flush }),
    async close() {
      clearInterval(timer);
      await ledger.flush();
    },
  };
}
