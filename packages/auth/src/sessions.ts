import type { SessionItem, SessionRecord, UserItem } from '@assay/contracts';

/** From where a session was begun; shown to its user. */
export interface SessionOrigin {
  readonly client: string | null;
  readonly address: string | null;
}

/** People who signed in. 12 h at most, 1 h idle. Every call throws AssayError `transient` when Redis or the table is away. */
export interface Sessions {
  /**
   * Begins a session of a user whose password (or OpenID provider) was just checked. `secret` is what the cookie holds.
   * `user` is the item as it was read before that check: throws `wrong-credentials` when the user may not sign in any more,
   * or all their sessions were ended since.
   */
  begin(user: UserItem, origin: SessionOrigin): Promise<{ secret: string; record: SessionRecord }>;
  /**
   * The session of this cookie, or null when there is none, it is over, or its user may not sign in any more. A copy in
   * this process counts for a second, unless `fresh` is asked for.
   */
  find(secret: string, options?: { readonly fresh?: boolean }): Promise<SessionRecord | null>;
  /** The password was given again. Fine when the session is over. */
  confirm(sessionId: string): Promise<void>;
  /** The sessions of a user, newest first; `Session.isActive` is false of those that are over, also by idling. */
  list(userId: string): Promise<SessionItem[]>;
  /** Ends one session of this user; fine when it is over. */
  end(userId: string, sessionId: string): Promise<void>;
  /**
   * Ends all sessions of a user: password changed, user disabled, demoted or deleted. After the table says so, never
   * before. Everywhere within a second. Ends as well what another process is just beginning.
   */
  endAll(userId: string): Promise<void>;
}
