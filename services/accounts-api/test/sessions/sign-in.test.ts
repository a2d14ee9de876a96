import { AuditList, ErrorBody, SessionList, SessionObject } from '@assay/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, browser } from '../browser.ts';
import { type Accounts, PASSWORD, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterEach(() => {
  accounts.time.ahead = 0;
  accounts.time.standsAt = null;
});
afterAll(() => accounts.stop());

const page = (address?: string) => browser(accounts.app, address);
const me = async (by: Browser) => (await by.send('GET', '/api/v1/users/me')).statusCode;

describe('who signs in', () => {
  it('has a session, whose secret is in an HttpOnly cookie alone', async () => {
    const ada = await accounts.person();
    const here = page();
    const answer = await here.signIn(ada.userName);
    const { data } = SessionObject.parse(answer.json());
    expect(data.attributes).toMatchObject({ is_active: true, current: true, client: 'Browser/1' });
    const cookies = ([answer.headers['set-cookie']].flat() as string[]).filter((text) => text.startsWith('assay='));
    expect(cookies).toEqual([
      expect.stringMatching(/^assay=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    const secret = here.cookies.get('assay') ?? '';
    expect(answer.body).not.toContain(secret);
    expect(accounts.lines.join('')).not.toContain(secret);
    expect(await me(here)).toBe(200);
  });

  it('may write their name in capitals', async () => {
    const ada = await accounts.person();
    expect((await page().signIn(ada.userName.toUpperCase())).statusCode).toBe(200);
  });

  it('is refused in the same way as nobody, with whatever is wrong', async () => {
    const [ada, keyOnly] = [await accounts.person(), await accounts.account()];
    const answers = [
      await page().signIn(ada.userName, 'not the password'),
      await page().signIn(keyOnly.userName),
      await page().signIn('nobody-at-all'),
      await page().signIn('no: name'),
      await page().signIn('-'),
    ];
    const [first] = answers;
    for (const answer of answers) {
      expect([answer.statusCode, answer.body]).toEqual([401, first?.body]);
      expect(Object.keys(answer.headers).sort()).toEqual(Object.keys(first?.headers ?? {}).sort());
    }
  });

  it.each([{}, { user_name: 'a' }, { user_name: 'a', password: '' }, { user_name: 1, password: 'x' }, []])(
    'is asked to mend %j',
    async (body) => {
      expect((await page().send('POST', '/api/v1/sessions', body)).statusCode).toBe(400);
    },
  );

  it('is not signed in by a page of somebody else', async () => {
    const ada = await accounts.person();
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      const payload = { user_name: ada.userName, password: PASSWORD };
      const answer = await accounts.app.inject({ method: 'POST', url: '/api/v1/sessions', headers, payload });
      expect([answer.statusCode, answer.cookies]).toEqual([403, []]);
    }
  });

  it('is in the trail, and who did not succeed as well, without passwords', async () => {
    const root = await accounts.account({ accessLevel: 'admin' });
    const ada = await accounts.person();
    await page().signIn(ada.userName, 'a wrong password 1');
    await page().signIn(ada.userName);
    const url = `/api/v1/audit?action=session.sign-in&subject=${ada.userName}`;
    const answer = await accounts.app.inject({ url, headers: root.headers() });
    expect(AuditList.parse(answer.json()).data.map(({ attributes }) => attributes.outcome)).toEqual([
      'done',
      'refused',
    ]);
    expect(answer.body + accounts.lines.join('')).not.toMatch(/a wrong password 1|correct horse/);
  });
});

describe('sessions', () => {
  it('are listed and ended by their user, one by one', async () => {
    const ada = await accounts.person();
    const [here, there] = [page(), page()];
    await here.signIn(ada.userName);
    const other = SessionObject.parse((await there.signIn(ada.userName)).json()).data.id;
    const { data } = SessionList.parse((await here.send('GET', '/api/v1/sessions')).json());
    expect(data.map(({ attributes }) => attributes.current).sort()).toEqual([false, true]);
    expect((await here.send('DELETE', `/api/v1/sessions/${other}`)).statusCode).toBe(200);
    await expect.poll(() => me(there), { timeout: 10_000 }).toBe(401);
    expect(await me(here)).toBe(200);
    expect((await here.send('DELETE', '/api/v1/sessions/current')).statusCode).toBe(200);
    expect(here.cookies.has('assay')).toBe(false);
    expect(await me(here)).toBe(401);
  });

  it('of somebody else are not found, like those of nobody', async () => {
    const [ada, eve] = [await accounts.person(), await accounts.person()];
    const [mine, hers] = [page(), page()];
    const id = SessionObject.parse((await mine.signIn(ada.userName)).json()).data.id;
    await hers.signIn(eve.userName);
    const answer = await hers.send('DELETE', `/api/v1/sessions/${id}`);
    const nobody = await hers.send('DELETE', `/api/v1/sessions/${'0'.repeat(64)}`);
    expect([answer.statusCode, answer.body]).toEqual([404, nobody.body]);
    expect((await hers.send('DELETE', '/api/v1/sessions/x%2Fy')).statusCode).toBe(404);
    expect(await me(mine)).toBe(200);
    expect((await hers.send('GET', '/api/v1/sessions')).body).not.toContain(id);
  });

  it('ask for the password again after a quarter of an hour, before keys are made', async () => {
    const ada = await accounts.person();
    const here = page();
    await here.signIn(ada.userName);
    const keys = `/api/v1/users/${ada.userName}/keys`;
    expect((await here.send('POST', keys, {})).statusCode).toBe(200);
    accounts.time.ahead = 16 * 60_000;
    expect((await here.send('POST', keys, {})).json().error.code).toBe('PasswordRequiredError');
    const confirm = '/api/v1/sessions/current/password';
    expect((await here.send('POST', confirm, { password: 'not the password' })).statusCode).toBe(403);
    expect((await here.send('POST', keys, {})).statusCode).toBe(403);
    expect((await here.send('POST', confirm, { password: PASSWORD })).statusCode).toBe(200);
    expect((await here.send('POST', keys, {})).statusCode).toBe(200);
  });

  it('are none where an API key was used', async () => {
    const ada = await accounts.account();
    for (const [method, url] of [
      ['DELETE', '/api/v1/sessions/current'],
      ['POST', '/api/v1/sessions/current/password'],
    ] as const) {
      const answer = await accounts.app.inject({ method, url, headers: ada.headers(), payload: { password: 'x' } });
      expect(answer.statusCode).toBe(404);
    }
  });
});

describe('guessing', () => {
  const guess = (by: Browser, name: string) => by.signIn(name, 'not the password');

  it.each(['somebody', 'nobody'])('the password of %s has to wait, longer each time, from wherever', async (who) => {
    const name = who === 'somebody' ? (await accounts.person()).userName : 'nobody-to-guess';
    const waits: number[] = [];
    // On a slow machine the waits would be over before they are asked for.
    accounts.time.standsAt = Date.now();
    let asked = 0;
    while (waits.length < 4) {
      const answer = await guess(page(), name);
      asked += 1;
      if (answer.statusCode === 429) {
        const wait = Number(answer.headers['retry-after']);
        waits.push(wait);
        accounts.time.ahead += wait * 1000;
      } else expect(answer.statusCode).toBe(401);
    }
    expect([waits, asked]).toEqual([[1, 2, 4, 8], 11 + 7]);
  });

  it('cannot be done many at once', async () => {
    const { userName } = await accounts.person();
    const answers = await Promise.all(Array.from({ length: 30 }, () => guess(page(), userName)));
    expect(answers.filter((answer) => answer.statusCode === 401).length).toBeLessThanOrEqual(11);
    expect(answers.every((answer) => [401, 429].includes(answer.statusCode))).toBe(true);
  });

  it('many names from one address has to wait as well', async () => {
    const address = '203.0.113.7';
    const statuses: number[] = [];
    for (let at = 0; at < 32; at += 1) statuses.push((await guess(page(address), `name-${at}`)).statusCode);
    expect([statuses.slice(0, 31).every((status) => status === 401), statuses[31]]).toEqual([true, 429]);
  });

  it('by strangers does not slow down a browser in which the user signed in before', async () => {
    const { userName } = await accounts.person();
    const known = page();
    await known.signIn(userName);
    await known.send('DELETE', '/api/v1/sessions/current');
    for (let at = 0; at < 12; at += 1) await guess(page(), userName);
    expect((await page().signIn(userName)).statusCode).toBe(429);
    expect((await known.signIn(userName)).statusCode).toBe(200);
  });

  it('by strangers, however many and however fast, keeps neither a known browser out nor who is signed in', async () => {
    const { userName } = await accounts.person();
    const known = page();
    await known.signIn(userName);
    const addresses = ['203.0.113.61', '203.0.113.62', '203.0.113.63'];
    const crowd = Promise.all(
      Array.from({ length: 60 }, (_, at) => guess(page(addresses[at % 3]), `crowd-${Math.floor(at / 3)}`)),
    );
    // Those who wait go one by one, so that until the last of them is answered the rooms are as full as they get.
    const confirm = known.send('POST', '/api/v1/sessions/current/password', { password: PASSWORD });
    const signIn = known.signIn(userName);
    expect([(await signIn).statusCode, (await confirm).statusCode]).toEqual([200, 200]);
    const statuses = new Set((await crowd).map((answer) => answer.statusCode));
    expect(statuses).toEqual(new Set([401, 429]));
  }, 90_000);

  it('does not lock anybody out for good: who waits and knows the password gets in', async () => {
    const { userName } = await accounts.person();
    for (let at = 0; at < 12; at += 1) await guess(page(), userName);
    accounts.time.ahead = 60_000;
    expect((await page().signIn(userName)).statusCode).toBe(200);
  });

  it('is not what a table that is away makes of right passwords', async () => {
    const { userName } = await accounts.person();
    const there = page();
    const { client } = accounts.table;
    const { send } = client;
    (client as { send: unknown }).send = () => Promise.reject(new Error('away'));
    for (let at = 0; at < 12; at += 1) expect((await there.signIn(userName)).statusCode).toBe(503);
    (client as { send: unknown }).send = send;
    expect((await there.signIn(userName)).statusCode).toBe(200);
  });

  it('is not helped by a cookie that somebody made up, or that is of another user', async () => {
    const [{ userName }, eve] = [await accounts.person(), await accounts.person()];
    const hers = page();
    await hers.signIn(eve.userName);
    const cookie = hers.cookies.get('assay-known') ?? '';
    for (let at = 0; at < 12; at += 1) await guess(page(), userName);
    for (const value of [cookie, `${'a'.repeat(22)}.${'a'.repeat(43)}`, 'x', '']) {
      const there = page();
      there.cookies.set('assay-known', value);
      expect((await there.signIn(userName)).statusCode).toBe(429);
    }
  });

  it('one’s own password by who is signed in has to wait as well', async () => {
    const { userName } = await accounts.person();
    const here = page();
    await here.signIn(userName);
    const statuses: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      const answer = await here.send('POST', '/api/v1/sessions/current/password', { password: 'not the password' });
      statuses.push(answer.statusCode);
    }
    expect([statuses.slice(0, 11).every((status) => status === 403), statuses[11]]).toEqual([true, 429]);
  });
});

it('is 503 while Redis is away, lets nobody in unverified, and comes back by itself', async () => {
  const ada = await accounts.person();
  const here = page();
  await here.signIn(ada.userName);
  await accounts.killRedis();
  const answer = await page().signIn(ada.userName);
  expect([answer.statusCode, ErrorBody.parse(answer.json()).error.code]).toEqual([503, 'TransientError']);
  const other = accounts.another();
  const cookie = `assay=${here.cookies.get('assay')}`;
  expect((await other.inject({ url: '/api/v1/users/me', headers: { cookie } })).statusCode).toBe(503);
  await accounts.restartRedis();
  expect((await page().signIn(ada.userName)).statusCode).toBe(200);
});
