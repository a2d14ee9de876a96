import type { AccessLevel, QuotaLimits } from '@assay/contracts';

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

/** A caller and what their credential says besides. */
export interface Identified {
  readonly caller: Caller;
  /** The user's own limits; null when they have none. */
  readonly quotas: QuotaLimits | null;
  /** When the password was last given, in milliseconds since 1970; null for an API key, which has none. */
  readonly confirmed: number | null;
}
