import type { AccessLevel, QuotaLimits, UserItem } from '@assay/contracts';

/** A session as Redis keeps it, sealed like an API key's record. */
export interface SessionRecord {
  /** SHA-256, in hex, of what the cookie holds. */
  readonly sessionId: string;
  readonly userName: string;
  readonly userId: string;
  readonly accessLevel: AccessLevel;
  readonly quotas: QuotaLimits | null;
  /** Milliseconds since 1970: when it began, and when the password was last given. */
  readonly began: number;
  readonly confirmed: number;
}

/** From where a session was begun; shown to its user. */
export interface SessionOrigin {
  readonly client: string | null;
  readonly address: string | null;
}

/** People who signed in. 12 h at most, 1 h idle. Every call throws AssayError `transient` when Redis or the table is away. */
export interface Sessions {
  /** Begins a session of a user whose password (or OpenID provider) was just checked. `secret` is what the cookie holds. */
  begin(user: UserItem, origin: SessionOrigin): Promise<{ secret: string; record: SessionRecord }>;
  /** The session of this cookie, or null when there is none, it is over, or its user may not sign in any more. */
  find(secret: string): Promise<SessionRecord | null>;
  /** The password was given again. */
  confirm(sessionId: string): Promise<void>;
  /** Ends one session; fine when it is over. */
  end(userId: string, sessionId: string): Promise<void>;
  /** Ends all sessions of a user: password changed, user disabled, demoted or deleted. */
  endAll(userId: string): Promise<void>;
}
