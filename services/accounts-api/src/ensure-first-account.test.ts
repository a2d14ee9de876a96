import { createAuthenticator } from '@assay/auth';
import { signJwt, testSealer } from '@assay/auth/testing';
import { Credentials } from '@assay/contracts';
import {
  beginUserDeletion,
  changeUser,
  expireApiKey,
  getApiKey,
  getUser,
  listApiKeys,
  listAudit,
  revokeApiKey,
  userId,
} from '@assay/table';
import { startDynalite, type TestTable } from '@assay/table/testing';
import { verify } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureFirstAccount, type FirstAccount } from './ensure-first-account.ts';

let stores: TestTable;
let deps: Parameters<typeof ensureFirstAccount>[0];
beforeEach(async () => {
  stores = await startDynalite();
  deps = { table: stores.table, sealer: await testSealer() };
});
afterEach(() => stores.stop());

const username = 'admin';
const keys = () => listApiKeys(stores.table, userId(username));

function authenticate({ secret_key, public_api_token, user_id }: FirstAccount) {
  const redis = { get: async () => null, set: async () => 'OK', evalsha: async () => [0, 0] } as never;
  const authenticator = createAuthenticator({ redis, ...deps });
  const headers = { bearer: signJwt(secret_key, { public_api_token, UserID: user_id }) };
  return authenticator.authenticate({ headers, method: 'GET', ip: '127.0.0.1', origin: 'http://localhost' });
}

describe('the first start', () => {
  it('makes an admin whose key and password work', async () => {
    const made = await ensureFirstAccount(deps, { username });
    expect(Credentials.parse({ ...made, url: 'http://127.0.0.1:8080' })).toMatchObject({ username });
    expect(await authenticate(made)).toMatchObject({ userName: username, accessLevel: 'admin' });
    const hash = (await getUser(stores.table, made.user_id))?.PasswordHash ?? '';
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(await verify(hash, made.password ?? '')).toBe(true);
  });

  it('takes a password that is given and does not answer it', async () => {
    const made = await ensureFirstAccount(deps, { username, password: 'correct horse battery' });
    expect(made.password).toBeNull();
    const user = await getUser(stores.table, made.user_id);
    expect(await verify(user?.PasswordHash ?? '', 'correct horse battery')).toBe(true);
  });

  it.each(['', 'Admin', 'a:b', 'x'.repeat(65), '../x'])('refuses the name %j', async (name) => {
    await expect(ensureFirstAccount(deps, { username: name })).rejects.toThrow();
  });
});

describe('a later start', () => {
  it('changes nothing when it knows the key', async () => {
    const made = await ensureFirstAccount(deps, { username });
    const before = [await getUser(stores.table, made.user_id), await keys()];
    const again = await ensureFirstAccount(deps, { username, known: made });
    expect(again).toEqual({ ...made, password: null });
    expect([await getUser(stores.table, made.user_id), await keys()]).toEqual(before);
  });

  it('makes a key and a password that work when the first died before it kept its own', async () => {
    const lost = await ensureFirstAccount(deps, { username });
    const made = await ensureFirstAccount(deps, { username });
    expect(await authenticate(made)).toMatchObject({ accessLevel: 'admin' });
    expect(await authenticate(lost)).toMatchObject({ accessLevel: 'admin' });
    const user = await getUser(stores.table, made.user_id);
    expect(await verify(user?.PasswordHash ?? '', made.password ?? '')).toBe(true);
  });

  it('makes another key when the known one was revoked', async () => {
    const made = await ensureFirstAccount(deps, { username });
    await revokeApiKey(stores.table, made.user_id, made.public_api_token, new Date());
    const again = await ensureFirstAccount(deps, { username, known: made });
    expect(again.public_api_token).not.toBe(made.public_api_token);
    expect(await authenticate(again)).toMatchObject({ userName: username });
  });

  it('makes another key when the known one has run out, as after it was rotated', async () => {
    const made = await ensureFirstAccount(deps, { username });
    const key = await getApiKey(stores.table, made.user_id, made.public_api_token);
    if (key === null) throw new Error('there is no key');
    const ended = { ...key, ExpiresOn: new Date(Date.now() - 1).toISOString(), ReplacedBy: 'x'.repeat(30) };
    await expireApiKey(stores.table, key, { ...ended, SealVersion: 2 });
    const again = await ensureFirstAccount(deps, { username, known: made, password: made.password ?? '' });
    expect(again.public_api_token).not.toBe(made.public_api_token);
    expect(await authenticate(again)).toMatchObject({ userName: username });
  });

  it.each(['disabled', 'deleted'] as const)('leaves a user who was %s as they are, and makes no key', async (what) => {
    const made = await ensureFirstAccount(deps, { username });
    if (what === 'disabled') await changeUser(stores.table, made.user_id, { Disabled: true });
    else {
      await revokeApiKey(stores.table, made.user_id, made.public_api_token, new Date());
      await beginUserDeletion(stores.table, made.user_id, new Date());
    }
    const before = [await getUser(stores.table, made.user_id), await keys()];
    const again = await ensureFirstAccount(deps, { username, known: made, password: made.password ?? '' });
    expect(again).toEqual({ ...made, password: null });
    expect([await getUser(stores.table, made.user_id), await keys()]).toEqual(before);
  });

  it('leaves the password of a user who is there when one is given', async () => {
    const made = await ensureFirstAccount(deps, { username });
    const again = await ensureFirstAccount(deps, { username, password: 'correct horse battery' });
    expect(await authenticate(again)).toMatchObject({ userName: username });
    const user = await getUser(stores.table, made.user_id);
    expect(await verify(user?.PasswordHash ?? '', made.password ?? '')).toBe(true);
  });

  it('makes another key when the seal key of the known one is gone', async () => {
    const made = await ensureFirstAccount(deps, { username });
    deps = { ...deps, sealer: await testSealer() };
    const again = await ensureFirstAccount(deps, { username, known: made });
    expect(await authenticate(again)).toMatchObject({ userName: username });
  });

  it('keeps the known password when the table was lost', async () => {
    const known = { public_api_token: 'x'.repeat(30), secret_key: '0'.repeat(64) };
    const made = await ensureFirstAccount(deps, { username, password: 'correct horse battery', known });
    const user = await getUser(stores.table, made.user_id);
    expect(await verify(user?.PasswordHash ?? '', 'correct horse battery')).toBe(true);
  });
});

describe('a rescue', () => {
  it('gives a demoted and disabled user everything back, with a new password, and writes it down', async () => {
    const lost = await ensureFirstAccount(deps, { username });
    const before = await getUser(stores.table, lost.user_id);
    await changeUser(stores.table, lost.user_id, { AccessLevel: 'user', Disabled: true });
    const made = await ensureFirstAccount(deps, { username });
    expect(await authenticate(made)).toMatchObject({ accessLevel: 'admin' });
    const user = await getUser(stores.table, made.user_id);
    expect(await verify(user?.PasswordHash ?? '', made.password ?? '')).toBe(true);
    expect(user?.SessionsFrom ?? '').not.toBe(before?.SessionsFrom ?? '');
    const { items } = await listAudit(stores.table, { action: 'user.rescue' }, { limit: 10 });
    expect(items.map(({ Actor, Subject }) => [Actor, Subject])).toContainEqual(['system', username]);
  });

  it('brings no deleted user back', async () => {
    const { user_id } = await ensureFirstAccount(deps, { username });
    await beginUserDeletion(stores.table, user_id, new Date());
    await expect(ensureFirstAccount(deps, { username })).rejects.toMatchObject({ kind: 'conflict' });
  });
});
