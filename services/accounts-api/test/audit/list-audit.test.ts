import type { TestAccount } from '@assay/auth/testing';
import { AuditList, NewApiKeyObject, NewInvitationObject, NewUserObject } from '@assay/contracts';
import { getInvitation, getUser, listApiKeys, listSessions, userId } from '@assay/table';
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
    let fails: (command: Sent) => boolean;
    let mend: () => void;
    beforeEach(() => {
      fails = () => false;
      const { client } = accounts.table;
      const send = client.send as (command: unknown) => Promise<unknown>;
      const set = (to: unknown) => {
        (client as { send: unknown }).send = to;
      };
      set((command: Sent) => (fails(command) ? Promise.reject(new Error('away')) : send.call(client, command)));
      mend = () => set(send);
    });
    afterEach(() => mend());

    /** The table takes everything but entries, or but how they ended. */
    const failing = (what: 'entries' | 'ends') => {
      fails = ({ input: { Item, Key } }) =>
        what === 'entries' ? Item?.Kind === 'audit' : Key?.UserID?.startsWith('audit#') === true;
    };
    const outcomes = async (action: string, subject: string) =>
      (await list(`action=${action}&subject=${subject}`)).data.map(({ attributes }) => attributes.outcome);
    const everything = async (uid: string) => [
      await getUser(accounts.table, uid),
      // When a key was used is noted behind the answers.
      (await listApiKeys(accounts.table, uid)).map((key) => ({ ...key, LastUsedAt: null })),
      await listSessions(accounts.table, uid, new Date()),
    ];

    it('leaves everything as it was, and the same request does it later', async () => {
      const ada = await accounts.person();
      const [users, mine] = ['/api/v1/users', `/api/v1/users/${ada.userName}`];
      const change = { old_password: PASSWORD, new_password: 'quite another password' };
      const ask = [
        () => by(root, 'POST', users, { user_name: `of-${ada.userName}` }),
        () => by(ada, 'POST', `${mine}/keys`, {}),
        () => by(ada, 'POST', `${mine}/keys/${ada.token}/rotate`, { overlap_hours: 1 }),
        () => by(ada, 'POST', `${users}/me/password`, change),
        () => by(root, 'POST', '/api/v1/invitations', {}),
        () => by(root, 'DELETE', mine),
      ];
      for (const request of ask) {
        const before = [await everything(ada.userId), await getUser(accounts.table, userId(`of-${ada.userName}`))];
        failing('entries');
        expect((await request()).statusCode).toBe(503);
        fails = () => false;
        expect([await everything(ada.userId), await getUser(accounts.table, userId(`of-${ada.userName}`))]).toEqual(
          before,
        );
        expect((await request()).statusCode).toBe(200);
      }
      expect(await outcomes('user.create', `of-${ada.userName}`)).toEqual(['done']);
    });

    it('registers nobody and uses up no invitation', async () => {
      const app = accounts.another({ registration: 'invitation' });
      const { token, data } = NewInvitationObject.parse((await by(root, 'POST', '/api/v1/invitations', {})).json());
      const register = () =>
        browser(app).send('POST', '/api/v1/registrations', {
          user_name: 'once-invited',
          password: PASSWORD,
          invitation: token,
        });
      failing('entries');
      expect((await register()).statusCode).toBe(503);
      expect((await getInvitation(accounts.table, data.id))?.UsedBy).toBeNull();
      fails = () => false;
      expect((await register()).statusCode).toBe(200);
    });

    it('signs nobody in', async () => {
      const ada = await accounts.person();
      const page = browser(accounts.app);
      failing('entries');
      expect((await page.signIn(ada.userName)).statusCode).toBe(503);
      expect(page.cookies.size).toBe(0);
      expect(await listSessions(accounts.table, ada.userId, new Date())).toEqual([]);
    });

    it('to its end keeps no password or secret from whom it was made for, says `begun`, and the log says so', async () => {
      failing('ends');
      const made = NewUserObject.parse((await by(root, 'POST', '/api/v1/users', { user_name: 'half-noted' })).json());
      const keys = '/api/v1/users/half-noted/keys';
      expect(NewApiKeyObject.parse((await by(root, 'POST', keys, {})).json()).secret).toBeTruthy();
      fails = () => false;
      expect((await browser(accounts.app).signIn('half-noted', made.password ?? '')).statusCode).toBe(200);
      expect(await outcomes('user.create', 'half-noted')).toEqual(['begun']);
      expect(await outcomes('key.create', 'half-noted')).toEqual(['begun']);
      expect(accounts.lines.join('')).toContain('an entry of the trail stays begun');
    });
  });
});

interface Sent {
  readonly input: { readonly Item?: { readonly Kind?: string }; readonly Key?: { readonly UserID?: string } };
}
