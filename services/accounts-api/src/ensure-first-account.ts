import { API_KEY, newApiKey, type Sealer } from '@assay/auth';
import { type AccessLevel, AssayError, UserName } from '@assay/contracts';
import {
  appendAudit,
  changeUser,
  createUser,
  getApiKey,
  getUser,
  newUser,
  putApiKey,
  setSessionsFrom,
  type Table,
  userId,
} from '@assay/table';
import { hashPassword, randomPassword } from './passwords/hash-password.ts';
import { OPERATOR } from './passwords/waiting.ts';
import { noteAdmin } from './users/keep-an-admin.ts';

export interface FirstAccountDeps {
  readonly table: Table;
  readonly sealer: Sealer;
  readonly now?: () => Date;
}

export interface FirstAccountRequest {
  readonly username: string;
  /** Of a new user, a random one when absent. With it, the password of a user who is there stays as it is. */
  readonly password?: string | undefined;
  /** Of a new user and key; `admin` when absent. */
  readonly accessLevel?: AccessLevel | undefined;
  /** The key of an earlier run, which is kept when it still works, or when its user was shut out. */
  readonly known?: Key | undefined;
}

/** As in `credentials.json`, without the URL. */
export interface FirstAccount {
  readonly username: string;
  readonly user_id: string;
  /** Null when it was given, or when the known key still works. */
  readonly password: string | null;
  readonly public_api_token: string;
  readonly secret_key: string;
}

/**
 * Makes the first user and an API key, once: with a key of an earlier run that works nothing is made. Without it, whoever
 * holds the table and the seal key gets a new key and, where none was given, a new password, so that a run that died before
 * it kept what it had made, or a lost credentials file, locks nobody out; a user who was disabled or demoted is an
 * administrator again. Older keys stay as they are. Of a user whom somebody has disabled or deleted the known key is kept
 * as it is, though it does not work: no other one would, and a start is no reason to let them in again. Throws AssayError
 * `conflict` for the name of a deleted user without a known key.
 */
export async function ensureFirstAccount(deps: FirstAccountDeps, request: FirstAccountRequest): Promise<FirstAccount> {
  const userName = UserName.parse(request.username);
  const uid = userId(userName);
  const kept = request.known === undefined ? null : await keptKey(deps, uid, request.known);
  if (kept !== null) return { username: userName, user_id: uid, password: null, ...kept };
  const password = await ensureUser(deps, userName, request);
  const key = await makeKey(deps, userName, request.accessLevel ?? 'admin');
  return { username: userName, user_id: uid, password, ...key };
}

type Key = Pick<FirstAccount, 'public_api_token' | 'secret_key'>;

/** The known key, or null when another one is to be made in its place. */
async function keptKey(deps: FirstAccountDeps, uid: string, known: Key): Promise<Key | null> {
  const { table, sealer, now = () => new Date() } = deps;
  const token = known.public_api_token;
  const [key, user] = await Promise.all([getApiKey(table, uid, token), getUser(table, uid)]);
  if (user !== null && (user.Disabled || user.State !== 'live')) {
    return { public_api_token: token, secret_key: known.secret_key };
  }
  if (user === null || key === null || key.RevokedAt !== null) return null;
  if (key.ExpiresOn !== null && key.ExpiresOn <= now().toISOString()) return null;
  const opened = await sealer.open(API_KEY, key.Sealed, { token, userId: uid });
  return opened === null ? null : { public_api_token: token, secret_key: opened.record.secret };
}

/** The password that was made, or null when there was one already or it was given. */
async function ensureUser(
  deps: FirstAccountDeps,
  userName: string,
  { password, accessLevel = 'admin' }: FirstAccountRequest,
): Promise<string | null> {
  const { table, now = () => new Date() } = deps;
  const there = (await getUser(table, userId(userName))) !== null;
  if (there && password !== undefined) return null;
  const made = password === undefined ? randomPassword() : null;
  const passwordHash = await hashPassword(password ?? made ?? '', OPERATOR);
  if (there) {
    await rescue(deps, userName, { accessLevel, passwordHash });
    return made;
  }
  const created = await createUser(table, newUser({ userName, accessLevel, passwordHash }, now()));
  if (!created) throw new AssayError('transient', undefined, { internal: 'the first user is being made elsewhere' });
  if (accessLevel === 'admin') await noteAdmin(table, userId(userName));
  await note(deps, 'user.create', userName);
  return made;
}

/** Gives a user back what an operator has lost. Sessions from before end within minutes, as Redis asks the table again. */
async function rescue(
  deps: FirstAccountDeps,
  userName: string,
  { accessLevel, passwordHash }: { accessLevel: AccessLevel; passwordHash: string },
): Promise<void> {
  const { table, now = () => new Date() } = deps;
  const uid = userId(userName);
  const change = { PasswordHash: passwordHash, AccessLevel: accessLevel, Disabled: false };
  if (!(await changeUser(table, uid, change))) {
    throw new AssayError('conflict', 'This user is deleted; choose another name.');
  }
  await setSessionsFrom(table, uid, now());
  if (accessLevel === 'admin') await noteAdmin(table, uid);
  await note(deps, 'user.rescue', userName);
}

async function note({ table, now = () => new Date() }: FirstAccountDeps, action: string, subject: string) {
  const entry = { Action: action, Actor: 'system', ActorToken: null, Subject: subject, Address: null };
  await appendAudit(table, { ...entry, Outcome: 'done' }, now());
}

async function makeKey(
  { table, sealer, now = () => new Date() }: FirstAccountDeps,
  userName: string,
  accessLevel: AccessLevel,
): Promise<Key> {
  const owner = { userName, userId: userId(userName), accessLevel, name: 'first key' };
  const { item, token, secret } = await newApiKey(sealer, owner, now());
  if (!(await putApiKey(table, item))) throw new AssayError('transient', undefined, { internal: 'the token is taken' });
  return { public_api_token: token, secret_key: secret };
}
