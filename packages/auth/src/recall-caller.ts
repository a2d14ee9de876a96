import type { ApiKeyItem, SessionItem, UserItem } from '@assay/contracts';
import { getApiKey, getSession, getUser, type Table, userId } from '@assay/table';
import { mayGoOn } from './begin-session.ts';
import type { Caller } from './caller.ts';
import { rank } from './find-key.ts';
import { networksOf } from './networks.ts';

/** Who asked for something that is used later without credentials, such as an address to send a file to. */
export interface Asker extends Pick<Caller, 'userName' | 'userId' | 'token' | 'sessionId'> {
  /** When it was asked for, in milliseconds since 1970. */
  readonly at: number;
}

/** Who uses it, and when. */
export interface Use {
  readonly ip: string;
  readonly now: Date;
}

/**
 * Who asked, as they may act now: null once the user is gone or disabled, the key was revoked, has expired or may not be
 * used from here, or the session is over. Asks the table itself, so it holds at once and without Redis. Throws AssayError
 * `transient` when the table does not answer.
 */
export async function recallCaller(table: Table, asker: Asker, use: Use): Promise<Caller | null> {
  const user = await getUser(table, asker.userId);
  if (user === null || user.UserName !== asker.userName || user.Disabled || user.State !== 'live') return null;
  if (asker.token !== null) {
    const key = await getApiKey(table, asker.userId, asker.token);
    return key !== null && usable(key, use) ? byKey(user, key) : null;
  }
  const session = asker.sessionId === null ? null : await getSession(table, asker.userId, asker.sessionId);
  if (session === null || !goesOn(session, use.now) || !mayGoOn(user, asker.at)) return null;
  return { ...who(user), accessLevel: user.AccessLevel, token: null, sessionId: asker.sessionId };
}

/** Whether a session is neither ended nor over by its time; the table may take days to remove one that is. */
function goesOn({ Session, ExpiresAt }: SessionItem, now: Date): boolean {
  return Session.isActive && ExpiresAt * 1000 > now.getTime();
}

function usable(key: ApiKeyItem, { ip, now }: Use): boolean {
  const inTime = key.ExpiresOn === null || key.ExpiresOn > now.toISOString();
  return key.RevokedAt === null && inTime && networksOf(key.Networks)(ip);
}

/** A key never allows more than its user, who may have been demoted since. */
function byKey(user: UserItem, key: ApiKeyItem): Caller {
  const own = user.AccessLevel;
  const accessLevel = rank(key.Api.AccessLevel) < rank(own) ? key.Api.AccessLevel : own;
  return { ...who(user), accessLevel, token: key.FileID, sessionId: null };
}

const who = ({ UserName }: UserItem) => ({ userName: UserName, userId: userId(UserName) });
