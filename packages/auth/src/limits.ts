import type { QuotaLimits } from '@assay/contracts';

/** What callers may take at most. 0 or absent: not bounded. */
export interface Limits {
  /** Of each user who has no limits of their own. */
  readonly perUser: QuotaLimits;
  /** Credentials that one address may have refused in a minute. */
  readonly failedPerMinute: number;
  /** Calls in a minute that one address may make of what needs no credentials. */
  readonly anonymousPerMinute: number;
}

export const DEFAULT_LIMITS: Limits = {
  perUser: { requestsPerMinute: 6000 },
  failedPerMinute: 300,
  anonymousPerMinute: 600,
};
