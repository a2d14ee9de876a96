import type { TestAccount } from '@assay/auth/testing';
import { AuditList, NewApiKeyObject } from '@assay/contracts';
import { getApiKey, listSessions } from '@assay/table';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browser } from '../browser.ts';
import { type Accounts, PASSWORD, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
let root: TestAccount;
beforeAll(async () => {
  accounts = await startAccounts();
  root = await accounts.account({ accessLevel: 'admin' });
});
afterAll(() => accounts.stop());

const list = async (query: string) => {
  const answer = await accounts.app.inject({ url: `/api/v1/audit?${query}`, headers: root.headers() });
  expect(answer.statusCode).toBe(200);
  return AuditList.parse(answer.json());
};
const by = (account: TestAccount, method: 'POST' | 'DELETE', url: string, payload?: object) =>
  accounts.app.inject({ method, url, headers: account.headers(), ...(payload === undefined ? {} : { payload }) });

describe('the audit trail', () => {
  it('has what happened to keys, by whose key, to which, also what was refused', async () => {
    const ada = await accounts.account();
    const keys = `/api/v1/users/${ada.userName}/keys`;
    const { public_api_token: first, secret } = NewApiKeyObject.parse((await by(ada, 'POST', keys, {})).json());
    const rotated = NewApiKeyObject.parse((await by(ada, 'POST', `${keys}/${first}/rotate`, {})).json());
    await by(ada, 'DELETE', `${keys}/${rotated.public_api_token}`);
    await by(ada, 'POST', keys, { access_level: 'admin' });
    const { data } = await list(`action=key.&actor=${ada.userName}`);
    expect(
      data.map(({ attributes: { action, subject, outcome, actor_token, address } }) => ({
        action,
        subject,
        outcome,
        actor_token,
        address,
      })),
    ).toEqual(
      [
        ['key.create', ada.userName, 'refused'],
        ['key.revoke', `${ada.userName}/${rotated.public_api_token}`, 'done'],
        ['key.rotate', `${ada.userName}/${rotated.public_api_token}`, 'done'],
        ['key.create', `${ada.userName}/${first}`, 'done'],
      ].map(([action, subject, outcome]) => ({
        action,
        subject,
        outcome,
        actor_token: ada.token,
        address: '127.0.0.1',
      })),
    );
    expect(JSON.stringify(data)).not.toContain(secret);
    expect((await list(`subject=${ada.userName}/`)).data).toHaveLength(3);
  });

  it('is read in pages, newest first, none twice and none left out', async () => {
    const ada = await accounts.person();
    for (let at = 0; at < 5; at += 1) await browser(accounts.app).signIn(ada.userName, PASSWORD);
    const filter = `actor=${ada.userName}&action=session.sign-in`;
    const times: string[] = [];
    let query: string | undefined = `${filter}&limit=2`;
    while (query !== undefined) {
      const page: Awaited<ReturnType<typeof list>> = await list(query);
      times.push(...page.data.map(({ id }) => id));
      query = page.links.next === undefined ? undefined : new URL(page.links.next).search.slice(1);
    }
    expect([times.length, times]).toEqual([5, [...new Set(times)].sort().reverse()]);
    const [newest = '', , third = ''] = times;
    expect((await list(`${filter}&from=${third.slice(0, 24)}&to=${newest.slice(0, 24)}`)).data.length).toBe(2);
  });

  it.each(['limit=0', 'limit=101', 'from=yesterday', 'outcome=maybe', 'cursor=x', 'actor='])(
    'with %s is a malformed request',
    async (query) => {
      const answer = await accounts.app.inject({ url: `/api/v1/audit?${query}`, headers: root.headers() });
      expect(answer.statusCode).toBe(400);
    },
  );

  it('has exactly what lies between any two moments that can be asked for', async () => {
    const ada = await accounts.person();
    for (let at = 0; at < 3; at += 1) await browser(accounts.app).signIn(ada.userName, PASSWORD);
    const filter = `actor=${ada.userName}`;
    const times = (await list(filter)).data.map(({ attributes }) => attributes.time);
    const offset = fc
      .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([sign, hours, minutes]) => `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);
    const day = fc
      .date({ noInvalidDate: true, min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') })
      .map((date) => date.toISOString().slice(0, 10));
    const edge = fc.constantFrom('0000-01-01', '9999-12-31', ...times.map((time) => time.slice(0, 10)));
    const moment = fc.oneof(
      fc.constantFrom(...times),
      fc.oneof(day, edge),
      fc.tuple(fc.oneof(day, edge), offset).map(([date, zone]) => `${date}T23:59:59${zone}`),
    );
    await fc.assert(
      fc.asyncProperty(moment, moment, async (from, to) => {
        const [since, until] = [new Date(from), new Date(to)];
        const expected = times.filter((time) => since <= new Date(time) && new Date(time) < until);
        const found = (await list(`${filter}&from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`)).data;
        expect(found.map(({ attributes }) => attributes.time)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  describe('that cannot be written', () => {
    const written: { UserID: string; FileID: string }[] = [];
    let send: typeof accounts.table.client.send;
    beforeEach(() => {
      written.length = 0;
      const { client } = accounts.table;
      send = client.send;
      // The table takes everything but the trail.
      (client as { send: unknown }).send = (command: {
        input: { Item?: (typeof written)[number] & { Kind?: string } };
      }) => {
        const { Item } = command.input;
        if (Item?.Kind === 'audit') return Promise.reject(new Error('away'));
        if (Item !== undefined) written.push(Item);
        return (send as (sent: unknown) => Promise<unknown>).call(client, command);
      };
    });
    afterEach(() => {
      (accounts.table.client as { send: unknown }).send = send;
    });

    it('leaves no key that nobody knows', async () => {
      const ada = await accounts.account();
      written.length = 0;
      expect((await by(ada, 'POST', `/api/v1/users/${ada.userName}/keys`, {})).statusCode).toBe(503);
      const [key] = written.filter(({ FileID }) => FileID.length === 30);
      expect((await getApiKey(accounts.table, ada.userId, key?.FileID ?? ''))?.RevokedAt).toBeTruthy();
    });

    it('signs nobody in', async () => {
      const ada = await accounts.person();
      const page = browser(accounts.app);
      expect((await page.signIn(ada.userName)).statusCode).toBe(503);
      expect(page.cookies.size).toBe(0);
      const sessions = await listSessions(accounts.table, ada.userId, new Date());
      expect(sessions.map(({ Session }) => Session.isActive)).toEqual([false]);
    });
  });
});
