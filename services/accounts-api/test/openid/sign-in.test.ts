import type { TestAccount } from '@assay/auth/testing';
import { AuditList, SessionList, UserObject } from '@assay/contracts';
import { changeUser, findOpenIdUser, getUser, linkOpenId, userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProvider, type TestProvider } from '../../src/testing/start-provider.ts';
import { type Browser, browser } from '../browser.ts';
import { type Accounts, type Options, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
let provider: TestProvider;
beforeAll(async () => {
  [accounts, provider] = await Promise.all([startAccounts(), startProvider()]);
  // Somebody else is admin, so that roles may take that from others.
  await accounts.account({ accessLevel: 'admin' });
});
afterAll(() => Promise.all([accounts.stop(), provider.stop()]));

type Rules = NonNullable<Options['openId']>['rules'];

function appWith(rules: Partial<Rules> = {}): FastifyInstance {
  const { issuer, clientId, clientSecret } = provider;
  return accounts.another({
    openId: {
      provider: { issuer, clientId, clientSecret, scopes: 'openid profile email' },
      rules: { createUsers: false, nameClaim: 'preferred_username', roles: null, ...rules },
    },
  });
}

const BEGIN = '/api/v1/sessions/openid';

async function away(page: Browser): Promise<string> {
  const answer = await page.send('GET', BEGIN);
  expect(answer.statusCode).toBe(303);
  return String(answer.headers.location);
}

async function signIn(page: Browser, subject: string) {
  const back = await provider.visit(await away(page), subject);
  return page.send('GET', `${back.pathname}${back.search}`);
}

/** As an administrator connects a user to a subject. */
async function connect({ userName, userId: uid }: TestAccount, subject: string): Promise<void> {
  await linkOpenId(accounts.table, provider.issuer, subject, userName);
  await changeUser(accounts.table, uid, { OpenId: { Issuer: provider.issuer, Subject: subject } });
}

const me = async (page: Browser) => UserObject.parse((await page.send('GET', '/api/v1/users/me')).json()).data;

describe('sign-in by OpenID', () => {
  it('is the user to whom the subject is connected, with a session like any other', async () => {
    const ada = await accounts.account();
    await connect(ada, 'subject-of-ada');
    const page = browser(appWith());
    const answer = await signIn(page, 'subject-of-ada');
    expect([answer.statusCode, answer.headers.location]).toEqual([303, 'http://localhost/']);
    expect((await me(page)).id).toBe(ada.userName);
    expect(SessionList.parse((await page.send('GET', '/api/v1/sessions')).json()).data).toHaveLength(1);
    expect((await getUser(accounts.table, ada.userId))?.UserInfo.LastLogin).not.toBeNull();
  });

  it('is nobody when nobody is connected and users are not made', async () => {
    provider.claims.set('stranger', { preferred_username: 'stranger' });
    const answer = await signIn(browser(appWith()), 'stranger');
    expect(answer.statusCode).toBe(403);
    expect(await getUser(accounts.table, userId('stranger'))).toBeNull();
  });

  it('makes users where that is wanted, once, named by their claim', async () => {
    provider.claims.set('new-one', { preferred_username: 'Grace', email: 'grace@example.com', email_verified: true });
    const app = appWith({ createUsers: true });
    for (const page of [browser(app), browser(app)]) {
      expect((await signIn(page, 'new-one')).statusCode).toBe(303);
      expect(await me(page)).toMatchObject({
        id: 'grace',
        attributes: { email: 'grace@example.com', access_level: 'user', has_password: false },
      });
    }
    expect((await browser(app).signIn('grace', 'any password at all')).statusCode).toBe(401);
  });

  it('never becomes a user who is there already, or who cannot be', async () => {
    const ada = await accounts.account();
    provider.claims.set('thief', { preferred_username: ada.userName });
    provider.claims.set('odd', { preferred_username: 'a b' });
    provider.claims.set('reserved', { preferred_username: 'me' });
    const app = appWith({ createUsers: true });
    expect((await signIn(browser(app), 'thief')).statusCode).toBe(409);
    expect((await signIn(browser(app), 'thief')).statusCode).toBe(409);
    expect((await signIn(browser(app), 'odd')).statusCode).toBe(403);
    expect((await signIn(browser(app), 'reserved')).statusCode).toBe(403);
    expect((await signIn(browser(app), 'nameless')).statusCode).toBe(403);
  });

  it('makes one user of two tabs at once, signs both in, and goes on', async () => {
    const app = appWith({ createUsers: true });
    for (let round = 0; round < 5; round += 1) {
      provider.claims.set(`tabs-${round}`, { preferred_username: `tabs-${round}` });
      const tabs = await Promise.all(
        [browser(app), browser(app)].map(async (page) => {
          const back = await provider.visit(await away(page), `tabs-${round}`);
          return () => page.send('GET', `${back.pathname}${back.search}`);
        }),
      );
      const answers = await Promise.all(tabs.map((comeBack) => comeBack()));
      expect(answers.map((answer) => answer.statusCode)).toEqual([303, 303]);
      expect((await signIn(browser(app), `tabs-${round}`)).statusCode).toBe(303);
    }
  });

  it('lets nobody in by a link that its user does not confirm, as one that is left of a user who was refused', async () => {
    const ada = await accounts.account();
    await linkOpenId(accounts.table, provider.issuer, 'left-over', ada.userName);
    expect((await signIn(browser(appWith()), 'left-over')).statusCode).toBe(403);
    provider.claims.set('left-over', { preferred_username: ada.userName });
    expect((await signIn(browser(appWith({ createUsers: true })), 'left-over')).statusCode).toBe(409);
    provider.claims.set('left-over', { preferred_username: 'another-name' });
    expect((await signIn(browser(appWith({ createUsers: true })), 'left-over')).statusCode).toBe(303);
    expect(await findOpenIdUser(accounts.table, provider.issuer, 'left-over')).toBe('another-name');
  });

  it('follows the roles of the provider at every sign-in', async () => {
    const roles = { claim: 'roles', levels: { soc: 'analyst', chief: 'admin' } as const };
    const app = appWith({ createUsers: true, roles });
    const page = browser(app);
    const levels: string[] = [];
    for (const given of [['soc', 'chief'], 'soc', ['toString'], undefined]) {
      provider.claims.set('climber', { preferred_username: 'climber', roles: given });
      await signIn(page, 'climber');
      levels.push((await me(page)).attributes.access_level);
    }
    expect(levels).toEqual(['admin', 'analyst', 'user', 'user']);
  });

  it('is in the trail with all that comes of it: users that are made and changed, and who is refused', async () => {
    const root = await accounts.account({ accessLevel: 'admin' });
    const roles = { claim: 'roles', levels: { soc: 'analyst' } as const };
    const app = appWith({ createUsers: true, roles });
    for (const given of [undefined, 'soc']) {
      provider.claims.set('noted', { preferred_username: 'noted', roles: given });
      await signIn(browser(app), 'noted');
    }
    provider.claims.set('not-noted', { preferred_username: 'noted' });
    await signIn(browser(app), 'not-noted');
    await signIn(browser(appWith()), 'not-noted');
    const url = '/api/v1/audit?actor=noted';
    const { data } = AuditList.parse((await app.inject({ url, headers: root.headers() })).json());
    expect(data.map(({ attributes: { action, subject, outcome } }) => `${action} ${subject} ${outcome}`)).toEqual([
      'session.sign-in noted refused',
      'session.sign-in noted refused',
      'user.create noted refused',
      'session.sign-in noted done',
      'user.change noted done',
      'session.sign-in noted done',
      'user.create noted done',
    ]);
    expect(data.every(({ attributes }) => attributes.details.by === 'openid')).toBe(true);
    expect(data[4]?.attributes.details).toEqual({ access_level: 'analyst', by: 'openid' });
  });

  it('is how who has no password confirms their session, and the provider asks them then', async () => {
    const ada = await accounts.account();
    await connect(ada, 'confirms');
    const page = browser(appWith());
    const prompt = async () => new URL(await away(page)).searchParams.get('prompt');
    expect(await prompt()).toBeNull();
    await signIn(page, 'confirms');
    const keys = `/api/v1/users/${ada.userName}/keys`;
    accounts.time.ahead = 16 * 60_000;
    const refused = (await page.send('POST', keys, {})).json().error;
    expect(refused).toEqual({ code: 'PasswordRequiredError', message: expect.stringMatching(/OpenID provider again/) });
    const confirm = await page.send('POST', '/api/v1/sessions/current/password', { password: 'any at all' });
    expect([confirm.statusCode, confirm.json().error.message]).toEqual([409, expect.stringMatching(/no password/)]);
    expect(await prompt()).toBe('login');
    await signIn(page, 'confirms');
    expect((await page.send('POST', keys, {})).statusCode).toBe(200);
    accounts.time.ahead = 0;
  });

  it('lets nobody in who is disabled', async () => {
    const root = await accounts.account({ accessLevel: 'admin' });
    const ada = await accounts.account();
    await connect(ada, 'disabled');
    const app = appWith();
    const url = `/api/v1/users/${ada.userName}`;
    await app.inject({ method: 'PATCH', url, headers: root.headers(), payload: { enabled: false } });
    expect((await signIn(browser(app), 'disabled')).json().error.code).toBe('UserNotActiveError');
  });
});

describe('what comes back', () => {
  it('counts once, and only from the browser that was sent', async () => {
    const ada = await accounts.account();
    await connect(ada, 'once');
    const app = appWith();
    const [page, other] = [browser(app), browser(app)];
    const back = await provider.visit(await away(page), 'once');
    const path = `${back.pathname}${back.search}`;
    expect((await other.send('GET', path)).statusCode).toBe(401);
    await away(other);
    expect((await other.send('GET', path)).statusCode).toBe(401);
    const kept = new Map(page.cookies);
    expect((await page.send('GET', path)).statusCode).toBe(303);
    expect((await page.send('GET', path)).statusCode).toBe(401);
    for (const [name, value] of kept) other.cookies.set(name, value);
    expect((await other.send('GET', path)).statusCode).toBe(401);
  });

  it('counts for ten minutes', async () => {
    const page = browser(appWith());
    const back = await provider.visit(await away(page), 'late');
    accounts.time.ahead = 601_000;
    expect((await page.send('GET', `${back.pathname}${back.search}`)).statusCode).toBe(401);
    accounts.time.ahead = 0;
  });

  it.each([
    ['a code that is none', (url: URL) => url.searchParams.set('code', 'x')],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://elsewhere.example')],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['a state of somebody else', (url: URL) => url.searchParams.set('state', `${'1'.repeat(13)}.${'a'.repeat(22)}.x`)],
  ])('with %s is refused', async (_what, spoil) => {
    const page = browser(appWith());
    const back = await provider.visit(await away(page), 'spoiled');
    spoil(back);
    expect((await page.send('GET', `${back.pathname}${back.search}`)).statusCode).toBe(401);
    expect((await page.send('GET', '/api/v1/users/me')).statusCode).toBe(401);
  });

  it('may be that the provider said no', async () => {
    const page = browser(appWith());
    const state = new URL(await away(page)).searchParams.get('state');
    const answer = await page.send(
      'GET',
      `${BEGIN}/callback?error=access_denied&state=${state}&iss=${provider.issuer}`,
    );
    expect(answer.statusCode).toBe(403);
  });
});

it('is not found where there is no provider', async () => {
  expect((await browser(accounts.app).send('GET', BEGIN)).statusCode).toBe(404);
  expect((await browser(accounts.app).send('GET', `${BEGIN}/callback?code=x&state=y`)).statusCode).toBe(404);
});

it('is 503 while the provider is away, and works when it is back', async () => {
  const away = await startProvider();
  await away.stop();
  const { issuer, clientId, clientSecret } = away;
  const app = accounts.another({
    openId: {
      provider: { issuer, clientId, clientSecret, scopes: 'openid' },
      rules: { createUsers: false, nameClaim: 'sub', roles: null },
    },
  });
  expect((await browser(app).send('GET', BEGIN)).statusCode).toBe(503);
  const back = await startProvider({ port: Number(new URL(issuer).port) });
  expect((await browser(app).send('GET', BEGIN)).statusCode).toBe(303);
  await back.stop();
});

it('says in the log what the provider says of a client that is not set up right', async () => {
  const { issuer, clientId } = provider;
  const rules = { createUsers: false, nameClaim: 'preferred_username', roles: null };
  const settings = { issuer, clientId, clientSecret: 'not the secret', scopes: 'openid' };
  const app = accounts.another({ openId: { provider: settings, rules } });
  expect((await signIn(browser(app), 'anybody')).statusCode).toBe(401);
  expect(accounts.lines.join('')).toContain('sign-in by OpenID failed: invalid_client');
});

it('puts no code, token or secret into the log', () => {
  const text = accounts.lines.join('');
  expect(text).not.toContain(provider.clientSecret);
  expect(text).not.toMatch(/eyJ[\w-]{10,}\.eyJ/);
  expect(text).not.toMatch(/[?&]code=/);
});
