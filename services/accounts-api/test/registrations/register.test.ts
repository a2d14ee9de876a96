import type { TestAccount } from '@assay/auth/testing';
import { InvitationList, NewInvitationObject, UserObject } from '@assay/contracts';
import { getInvitation, getUser, userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browser } from '../browser.ts';
import { type Accounts, PASSWORD, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
let root: TestAccount;
beforeAll(async () => {
  accounts = await startAccounts();
  root = await accounts.account({ accessLevel: 'admin' });
});
afterEach(() => {
  accounts.time.ahead = 0;
});
afterAll(() => accounts.stop());

const URL = '/api/v1/registrations';
const register = (app: FastifyInstance, body: object) =>
  browser(app).send('POST', URL, { password: PASSWORD, ...body });
const manage = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  accounts.app.inject({ method, url, headers: root.headers(), ...(payload === undefined ? {} : { payload }) });
const invite = async (wishes: object = {}) =>
  NewInvitationObject.parse((await manage('POST', '/api/v1/invitations', wishes)).json());

describe('closed registration', () => {
  it('is what is when nothing is configured, and says nothing about names', async () => {
    const ada = await accounts.account();
    const { token } = await invite();
    const answers = [
      await register(accounts.app, { user_name: ada.userName }),
      await register(accounts.app, { user_name: 'newcomer' }),
      await register(accounts.app, { user_name: 'newcomer', invitation: token }),
    ];
    for (const answer of answers) expect([answer.statusCode, answer.body]).toEqual([403, answers[0]?.body]);
    expect(await getUser(accounts.table, userId('newcomer'))).toBeNull();
  });
});

describe('registration by invitation', () => {
  const open = () => accounts.another({ registration: 'invitation' });

  it('makes a user of whoever has one, with its level and address, once', async () => {
    const { token, data } = await invite({ access_level: 'analyst', email: 'grace@example.com' });
    const app = open();
    const answer = await register(app, { user_name: 'grace', invitation: token });
    expect(UserObject.parse(answer.json()).data).toMatchObject({
      id: 'grace',
      attributes: { access_level: 'analyst', email: 'grace@example.com' },
    });
    expect((await browser(app).signIn('grace')).statusCode).toBe(200);
    expect((await register(app, { user_name: 'grace2', invitation: token })).statusCode).toBe(403);
    expect((await getInvitation(accounts.table, data.id))?.UsedBy).toBe('grace');
    expect(accounts.lines.join('')).not.toContain(token);
  });

  it('of many at once with one invitation lets one in', async () => {
    const { token } = await invite();
    const app = open();
    const names = ['race-1', 'race-2', 'race-3', 'race-1'];
    const answers = await Promise.all(names.map((user_name) => register(app, { user_name, invitation: token })));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 403, 403, 403]);
  });

  it('tells nobody without a good invitation whether a name is taken', async () => {
    const ada = await accounts.account();
    const used = await invite();
    const app = open();
    await register(app, { user_name: 'used-it', invitation: used.token });
    const late = await invite({ expires_hours: 1 });
    const back = await invite();
    await manage('DELETE', `/api/v1/invitations/${back.data.id}`);
    accounts.time.ahead = 3_600_001;
    const bodies = new Set<string>();
    for (const user_name of [ada.userName, 'free-name']) {
      for (const invitation of [undefined, 'x', used.token, late.token, back.token, used.data.id]) {
        const answer = await register(app, { user_name, ...(invitation === undefined ? {} : { invitation }) });
        expect(answer.statusCode).toBe(403);
        bodies.add(answer.body);
      }
    }
    expect(bodies.size).toBe(1);
  });

  it('whose name is taken may be used for another', async () => {
    const ada = await accounts.account();
    const { token } = await invite();
    const app = open();
    expect((await register(app, { user_name: ada.userName, invitation: token })).statusCode).toBe(409);
    expect((await register(app, { user_name: 'second-choice', invitation: token })).statusCode).toBe(200);
  });

  it('cannot make its user more than they were invited to be', async () => {
    const { token } = await invite();
    const answer = await register(open(), { user_name: 'climber', invitation: token, access_level: 'admin' });
    expect(answer.statusCode).toBe(400);
  });
});

describe('open registration', () => {
  it('makes users, never more than that, and says when a name is taken', async () => {
    const app = accounts.another({ registration: 'open' });
    const answer = await register(app, { user_name: 'anybody' });
    expect(UserObject.parse(answer.json()).data.attributes.access_level).toBe('user');
    expect((await register(app, { user_name: 'anybody' })).statusCode).toBe(409);
    expect((await register(app, { user_name: 'short', password: 'short' })).statusCode).toBe(400);
  });

  it('has to wait after many from one address', async () => {
    const app = accounts.another({ registration: 'open' });
    const page = browser(app, '203.0.113.9');
    const statuses: number[] = [];
    for (let at = 0; at < 32; at += 1) {
      const body = { user_name: 'anybody', password: PASSWORD, invitation: 'x' };
      statuses.push((await page.send('POST', URL, body)).statusCode);
    }
    expect([statuses.slice(0, 31).every((status) => status === 403), statuses[31]]).toEqual([true, 429]);
  });

  it('is not done by a page of somebody else', async () => {
    const app = accounts.another({ registration: 'open' });
    const headers = { origin: 'https://evil.example' };
    const payload = { user_name: 'planted', password: PASSWORD };
    expect((await app.inject({ method: 'POST', url: URL, headers, payload })).statusCode).toBe(403);
  });
});

describe('invitations', () => {
  it('are listed without their tokens, in pages, and taken back', async () => {
    const { token, data } = await invite();
    const ids: string[] = [];
    let url: string | undefined = '/api/v1/invitations?limit=2';
    while (url !== undefined) {
      const answer = await manage('GET', url);
      expect(answer.body).not.toContain(token);
      const page: ReturnType<typeof InvitationList.parse> = InvitationList.parse(answer.json());
      ids.push(...page.data.map((each) => each.id));
      url = page.links.next;
    }
    expect(ids).toContain(data.id);
    expect((await manage('DELETE', `/api/v1/invitations/${data.id}`)).statusCode).toBe(200);
    expect((await manage('DELETE', `/api/v1/invitations/${data.id}`)).statusCode).toBe(404);
    expect((await manage('DELETE', '/api/v1/invitations/x')).statusCode).toBe(404);
  });

  it.each(['user', 'analyst'] as const)('are not for a caller who is %s', async (accessLevel) => {
    const eve = await accounts.account({ accessLevel });
    for (const method of ['GET', 'POST'] as const) {
      const answer = await accounts.app.inject({ method, url: '/api/v1/invitations', headers: eve.headers() });
      expect(answer.statusCode).toBe(403);
    }
  });
});
