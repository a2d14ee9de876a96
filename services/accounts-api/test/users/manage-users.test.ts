import type { TestAccount } from '@assay/auth/testing';
import { AuditList, NewUserObject, UserList, UserObject } from '@assay/contracts';
import { findOpenIdUser, getUser, listApiKeys, listDue, userDueShard } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser } from '../browser.ts';
import { type Accounts, PASSWORD, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
let root: TestAccount;
beforeAll(async () => {
  accounts = await startAccounts();
  root = await accounts.account({ accessLevel: 'admin' });
});
afterAll(() => accounts.stop());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
function send(by: TestAccount, method: Method, url: string, payload?: object, app = accounts.app) {
  return app.inject({ method, url, headers: by.headers(), ...(payload === undefined ? {} : { payload }) });
}
const of = (account: { userName: string }) => `/api/v1/users/${account.userName}`;
const statusIn = async (app: Accounts['app'], by: TestAccount) =>
  (await send(by, 'GET', '/api/v1/users/me', undefined, app)).statusCode;

describe('a new user', () => {
  it('gets a password, shown once, with which they sign in', async () => {
    const answer = await send(root, 'POST', '/api/v1/users', { user_name: 'ada', email: 'ada@example.com' });
    const made = NewUserObject.parse(answer.json());
    expect(made.data.attributes).toMatchObject({ access_level: 'user', status: 'active', has_password: true });
    expect((await browser(accounts.app).signIn('ada', made.password ?? '')).statusCode).toBe(200);
    expect(accounts.lines.join('')).not.toContain(made.password);
  });

  it('may be given a password and everything else', async () => {
    const wishes = { access_level: 'analyst', quotas: { uploads_per_day: 3 }, retention_days: 30 };
    const answer = await send(root, 'POST', '/api/v1/users', { user_name: 'bob', password: PASSWORD, ...wishes });
    expect(NewUserObject.parse(answer.json())).toMatchObject({ password: null, data: { attributes: wishes } });
  });

  it('cannot have a name that is taken', async () => {
    await send(root, 'POST', '/api/v1/users', { user_name: 'twice' });
    expect((await send(root, 'POST', '/api/v1/users', { user_name: 'twice' })).statusCode).toBe(409);
  });

  it('that is asked for again is refused, and the first keeps its OpenID subject', async () => {
    const openid = { issuer: 'https://id.example', subject: 'asked twice' };
    const ask = (user_name: string) => send(root, 'POST', '/api/v1/users', { user_name, openid });
    const answers = await Promise.all([ask('asked-twice'), ask('asked-twice'), ask('asked-twice')]);
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409, 409]);
    expect((await ask('asked-twice')).statusCode).toBe(409);
    expect((await ask('another')).statusCode).toBe(409);
    expect(await findOpenIdUser(accounts.table, openid.issuer, openid.subject)).toBe('asked-twice');
  });

  it('whose name is taken leaves its OpenID subject to somebody else', async () => {
    const ada = await accounts.account();
    const openid = { issuer: 'https://id.example', subject: 'of nobody' };
    expect((await send(root, 'POST', '/api/v1/users', { user_name: ada.userName, openid })).statusCode).toBe(409);
    expect((await send(root, 'POST', '/api/v1/users', { user_name: 'once', openid })).statusCode).toBe(200);
  });

  it.each([
    { user_name: 'me' },
    { user_name: 'system' },
    { user_name: 'Ada' },
    { user_name: 'a:b' },
    { user_name: '0'.repeat(64) },
    { user_name: 'x', password: 'too short' },
    { user_name: 'x', password: 'x'.repeat(257) },
    { user_name: 'x', password: '\ud800'.repeat(12) },
    { user_name: 'x', email: 'nobody' },
    { user_name: 'x', access_level: 'root' },
    { user_name: 'x', retention_days: 0 },
    { user_name: 'x', quotas: { uploads_per_day: -1 } },
    { user_name: 'x', quotas: { uploads_per_day: 0 } },
    { user_name: 'x', more: 1 },
  ])('is refused with %j', async (body) => {
    expect((await send(root, 'POST', '/api/v1/users', body)).statusCode).toBe(400);
  });

  it.each(['user', 'analyst'] as const)('is not made by a caller who is %s', async (accessLevel) => {
    const eve = await accounts.account({ accessLevel });
    expect((await send(eve, 'POST', '/api/v1/users', { user_name: 'made-by-eve' })).statusCode).toBe(403);
  });
});

describe('the list of users', () => {
  it('is whole over its pages', async () => {
    const listed: string[] = [];
    let url: string | undefined = '/api/v1/users?limit=3';
    while (url !== undefined) {
      const page: UserListPage = UserList.parse((await send(root, 'GET', url)).json());
      expect(page.data.length).toBeLessThanOrEqual(3);
      listed.push(...page.data.map((user) => user.id));
      url = page.links.next;
    }
    expect(listed).toEqual(expect.arrayContaining([root.userName, 'ada', 'bob']));
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('has cursors that are good for one admin alone', async () => {
    const other = await accounts.account({ accessLevel: 'admin' });
    const { links } = UserList.parse((await send(root, 'GET', '/api/v1/users?limit=1')).json());
    expect((await send(other, 'GET', links.next ?? '')).statusCode).toBe(400);
    expect((await send(root, 'GET', '/api/v1/users?cursor=x.y')).statusCode).toBe(400);
  });
});
type UserListPage = ReturnType<typeof UserList.parse>;

describe("somebody else's user", () => {
  it.each(['user', 'analyst'] as const)('is for a caller who is %s exactly like nobody', async (accessLevel) => {
    const [ada, eve] = [await accounts.account(), await accounts.account({ accessLevel })];
    for (const method of ['GET', 'PATCH'] as const) {
      for (const id of [ada.userName, ada.userId]) {
        const answer = await send(eve, method, `/api/v1/users/${id}`, method === 'PATCH' ? {} : undefined);
        const nobody = await send(eve, method, '/api/v1/users/nobody', method === 'PATCH' ? {} : undefined);
        expect([answer.statusCode, answer.body]).toEqual([404, nobody.body]);
      }
    }
    for (const [method, url] of [
      ['DELETE', of(ada)],
      ['POST', `${of(ada)}/password`],
      ['GET', '/api/v1/users'],
      ['GET', '/api/v1/audit'],
    ] as const) {
      const answer = await send(eve, method, url, method === 'POST' ? {} : undefined);
      expect(answer.statusCode).toBe(403);
    }
  });

  it('is found by an admin by name and by id', async () => {
    const ada = await accounts.account();
    for (const id of [ada.userName, ada.userId]) {
      const answer = await send(root, 'GET', `/api/v1/users/${id}`);
      expect(UserObject.parse(answer.json()).data.id).toBe(ada.userName);
    }
  });
});

describe('a changed user', () => {
  it('may change their own email, and nothing else of themselves', async () => {
    const ada = await accounts.account();
    const answer = await send(ada, 'PATCH', of(ada), { email: 'new@example.com' });
    expect(UserObject.parse(answer.json()).data.attributes.email).toBe('new@example.com');
    for (const change of [
      { access_level: 'admin' },
      { enabled: true },
      { quotas: null },
      { retention_days: null },
      { openid: null },
    ]) {
      expect((await send(ada, 'PATCH', of(ada), change)).statusCode).toBe(403);
    }
  });

  it('who is demoted can do less at once, in every process, with every key', async () => {
    const ada = await accounts.account({ accessLevel: 'admin' });
    const other = accounts.another();
    expect((await send(ada, 'GET', '/api/v1/users', undefined, other)).statusCode).toBe(200);
    expect((await send(root, 'PATCH', of(ada), { access_level: 'user' })).statusCode).toBe(200);
    expect((await send(ada, 'GET', '/api/v1/users', undefined, accounts.another())).statusCode).toBe(403);
    await expect
      .poll(async () => (await send(ada, 'GET', '/api/v1/users', undefined, other)).statusCode, { timeout: 10_000 })
      .toBe(403);
    expect(await statusIn(other, ada)).toBe(200);
  });

  it('who is disabled is shut out, signed out, and let in again when enabled', async () => {
    const ada = await accounts.person();
    const page = browser(accounts.app);
    await page.signIn(ada.userName);
    expect((await page.send('GET', '/api/v1/users/me')).statusCode).toBe(200);
    await send(root, 'PATCH', of(ada), { enabled: false });
    const other = accounts.another();
    expect(await statusIn(other, ada)).toBe(401);
    await expect
      .poll(async () => (await page.send('GET', '/api/v1/users/me')).statusCode, { timeout: 10_000 })
      .toBe(401);
    expect((await browser(accounts.app).signIn(ada.userName)).json().error.code).toBe('UserNotActiveError');
    await send(root, 'PATCH', of(ada), { enabled: true });
    expect(await statusIn(other, ada)).toBe(200);
    expect((await page.send('GET', '/api/v1/users/me')).statusCode).toBe(401);
  });

  it('whose retention changes is due, so that their files are looked at anew', async () => {
    const ada = await accounts.account();
    const answer = await send(root, 'PATCH', of(ada), { retention_days: 7 });
    expect(UserObject.parse(answer.json()).data.attributes.retention_days).toBe(7);
    const due = await listDue(accounts.table, new Date(Date.now() + 1000), 100);
    expect(due).toContainEqual(expect.objectContaining({ UserID: `${ada.userId}#account` }));
  });

  it('whose quotas change has them within a second', async () => {
    const ada = await accounts.account();
    expect(await statusIn(accounts.app, ada)).toBe(200);
    await send(root, 'PATCH', of(ada), { quotas: { requests_per_minute: 1 } });
    const other = accounts.another();
    const get = async () => (await send(ada, 'GET', of(ada), undefined, other)).statusCode;
    expect([await get(), await get()]).toEqual([200, 429]);
  });

  it('whose quota is null is not bounded, whatever is configured, and is shown so', async () => {
    const ada = await accounts.account();
    const quotas = { requests_per_minute: null, uploads_per_day: 1 };
    const answer = await send(root, 'PATCH', of(ada), { quotas });
    expect(UserObject.parse(answer.json()).data.attributes.quotas).toEqual(quotas);
    const { headers } = await send(ada, 'GET', of(ada), undefined, accounts.another());
    expect(headers).not.toHaveProperty('x-assay-quota-requests-per-minute');
  });

  it('who is connected to an OpenID subject loses it to nobody, and can be disconnected', async () => {
    const [ada, eve] = [await accounts.account(), await accounts.account()];
    const openid = { issuer: 'https://id.example', subject: 'ada' };
    expect((await send(root, 'PATCH', of(ada), { openid })).statusCode).toBe(200);
    expect((await send(root, 'PATCH', of(eve), { openid })).statusCode).toBe(409);
    expect((await send(root, 'PATCH', of(ada), { openid: { ...openid, subject: 'ada2' } })).statusCode).toBe(200);
    expect((await send(root, 'PATCH', of(eve), { openid })).statusCode).toBe(200);
    expect((await send(root, 'PATCH', of(eve), { openid: null })).json().data.attributes.openid).toBeNull();
    expect((await send(root, 'PATCH', of(ada), { openid })).statusCode).toBe(200);
  });

  it('who cannot be changed leaves the OpenID subject that they were to get to somebody else', async () => {
    const [gone, ada] = [await accounts.account(), await accounts.account()];
    const openid = { issuer: 'https://id.example', subject: 'of a deleted one' };
    expect((await send(root, 'PATCH', of(gone), { openid })).statusCode).toBe(200);
    expect((await send(root, 'DELETE', of(gone))).statusCode).toBe(200);
    expect((await send(root, 'PATCH', of(gone), { openid })).statusCode).toBe(409);
    expect((await send(root, 'PATCH', of(ada), { openid })).statusCode).toBe(200);
  });

  it('is in the trail, without the address', async () => {
    const ada = await accounts.account();
    await send(root, 'PATCH', of(ada), { email: 'private@example.com', access_level: 'analyst' });
    const answer = await send(root, 'GET', `/api/v1/audit?subject=${ada.userName}`);
    expect(AuditList.parse(answer.json()).data.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({
        action: 'user.change',
        actor: root.userName,
        actor_token: root.token,
        outcome: 'done',
        details: { access_level: 'analyst', email: 'changed' },
      }),
    ]);
  });
});

describe('the last admin', () => {
  it('cannot be demoted, disabled or deleted, whoever tries and however many at once', async () => {
    const alone = await startAccounts();
    try {
      const [ann, bob] = [
        await alone.account({ accessLevel: 'admin', userName: 'ann' }),
        await alone.account({ accessLevel: 'admin', userName: 'bob' }),
      ];
      const demote = (by: TestAccount, whom: TestAccount) =>
        send(by, 'PATCH', of(whom), { access_level: 'user' }, alone.another());
      const answers = await Promise.all([demote(ann, bob), demote(bob, ann)]);
      expect(answers.filter((answer) => answer.statusCode === 200).length).toBeLessThanOrEqual(1);
      const users = await Promise.all([ann, bob].map((each) => getUser(alone.table, each.userId)));
      const admins = users.filter((user) => user?.AccessLevel === 'admin');
      expect(admins.length).toBeGreaterThan(0);

      const last = admins[0]?.UserName === 'ann' ? ann : bob;
      const app = alone.another();
      if (admins.length === 2) expect((await demote(last, last === ann ? bob : ann)).statusCode).toBe(200);
      for (const [method, body] of [
        ['PATCH', { access_level: 'analyst' }],
        ['PATCH', { enabled: false }],
        ['DELETE', undefined],
      ] as const) {
        const answer = await send(last, method, of(last), body, app);
        expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'ConflictError']);
      }
      expect((await getUser(alone.table, last.userId))?.Disabled).toBe(false);
      const openid = { issuer: 'https://id.example', subject: 'last' };
      expect((await send(last, 'PATCH', of(last), { enabled: false, openid }, app)).statusCode).toBe(409);
      expect(await findOpenIdUser(alone.table, openid.issuer, openid.subject)).toBeNull();
      const trail = AuditList.parse((await send(last, 'GET', '/api/v1/audit?outcome=refused', undefined, app)).json());
      expect(trail.data.map(({ attributes }) => attributes.action)).toEqual(
        expect.arrayContaining(['user.change', 'user.delete']),
      );
    } finally {
      await alone.stop();
    }
  });
});

describe('a deleted user', () => {
  it('is shut out, due to be removed with everything, and never comes back', async () => {
    const ada = await accounts.person();
    const page = browser(accounts.app);
    await page.signIn(ada.userName);
    const answer = await send(root, 'DELETE', of(ada));
    expect(UserObject.parse(answer.json()).data.attributes.status).toBe('deleting');
    expect(await statusIn(accounts.another(), ada)).toBe(401);
    await expect
      .poll(async () => (await page.send('GET', '/api/v1/users/me')).statusCode, { timeout: 10_000 })
      .toBe(401);
    expect((await browser(accounts.app).signIn(ada.userName)).statusCode).toBe(401);
    const keys = await listApiKeys(accounts.table, ada.userId);
    expect(keys.every((key) => key.RevokedAt !== null)).toBe(true);
    expect(await listDue(accounts.table, new Date(Date.now() + 1000), 100)).toContainEqual(
      expect.objectContaining({ UserID: `${ada.userId}#account`, FileID: '#user', DueShard: userDueShard(ada.userId) }),
    );
    // Again, as a client does that did not get the answer.
    expect((await send(root, 'DELETE', of(ada))).statusCode).toBe(200);
    expect((await send(root, 'PATCH', of(ada), { enabled: true })).statusCode).toBe(409);
    expect((await send(root, 'POST', '/api/v1/users', { user_name: ada.userName })).statusCode).toBe(409);
  });

  it('is not handed over while Redis cannot be told, and is the second time', async () => {
    const ada = await accounts.account();
    expect(await statusIn(accounts.app, root)).toBe(200);
    await accounts.killRedis();
    expect((await send(root, 'DELETE', of(ada))).statusCode).toBe(503);
    expect((await getUser(accounts.table, ada.userId))?.State).toBe('live');
    await accounts.restartRedis();
    expect((await send(root, 'DELETE', of(ada))).statusCode).toBe(200);
  });
});

describe('a password', () => {
  it('is changed by who knows the old one, and ends every other session', async () => {
    const ada = await accounts.person();
    const [here, elsewhere] = [browser(accounts.app), browser(accounts.app)];
    await here.signIn(ada.userName);
    await elsewhere.signIn(ada.userName);
    const change = { old_password: PASSWORD, new_password: 'quite another password' };
    const wrong = await here.send('POST', '/api/v1/users/me/password', { ...change, old_password: 'not the old one' });
    expect(wrong.statusCode).toBe(403);
    expect((await here.send('POST', '/api/v1/users/me/password', change)).statusCode).toBe(200);
    expect((await here.send('GET', '/api/v1/users/me')).statusCode).toBe(200);
    await expect
      .poll(async () => (await elsewhere.send('GET', '/api/v1/users/me')).statusCode, { timeout: 10_000 })
      .toBe(401);
    expect((await browser(accounts.app).signIn(ada.userName)).statusCode).toBe(401);
    expect((await browser(accounts.app).signIn(ada.userName, change.new_password)).statusCode).toBe(200);
  });

  it('is the same however its letters are composed', async () => {
    await send(root, 'POST', '/api/v1/users', { user_name: 'composed', password: 'caf\u00e9 caf\u00e9 caf\u00e9' });
    const answer = await browser(accounts.app).signIn('composed', 'cafe\u0301 cafe\u0301 cafe\u0301');
    expect(answer.statusCode).toBe(200);
  });

  it('is reset by an admin, also by one who lets it be made', async () => {
    const ada = await accounts.person();
    const answer = await send(root, 'POST', `${of(ada)}/password`, {});
    const { password } = NewUserObject.parse(answer.json());
    expect((await browser(accounts.app).signIn(ada.userName)).statusCode).toBe(401);
    expect((await browser(accounts.app).signIn(ada.userName, password ?? '')).statusCode).toBe(200);
  });
});
