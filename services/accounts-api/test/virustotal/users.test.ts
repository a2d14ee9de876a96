import type { TestAccount } from '@assay/auth/testing';
import { ApiUsage, OverallQuotas, VirusTotalUser } from '@assay/contracts';
import { getUser } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Accounts, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
let root: TestAccount;
beforeAll(async () => {
  accounts = await startAccounts();
  root = await accounts.account({ accessLevel: 'admin' });
});
afterAll(() => accounts.stop());

/** As VirusTotal's clients send it: the token, always the same, in `x-apikey`. */
function send(jwt: string, method: 'GET' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const url = `/api/v3/users/${path}`;
  return accounts.app.inject({
    method,
    url,
    headers: { 'x-apikey': jwt },
    ...(payload === undefined ? {} : { payload }),
  });
}

describe('a user of VirusTotal’s clients', () => {
  it('is found by name, id, public token, and the very token that is sent', async () => {
    const ada = await accounts.account();
    const jwt = ada.jwt();
    for (const id of [ada.userName, ada.userId, ada.token, jwt]) {
      const user = VirusTotalUser.parse((await send(jwt, 'GET', id)).json());
      expect(user.data).toMatchObject({
        id: ada.userName,
        attributes: {
          status: 'active',
          quotas: { api_requests_daily: { used: expect.any(Number), allowed: expect.any(Number) } },
          privileges: { intelligence: { granted: true }, administration: { granted: false } },
        },
      });
    }
    expect(accounts.lines.join('')).not.toContain(jwt);
  });

  it('has the relationships that are asked for, all empty, and their links lead there', async () => {
    const ada = await accounts.account();
    const names = ['groups', 'api_quota_group', 'intelligence_quota_group', 'monitor_quota_group'];
    const answer = await send(ada.jwt(), 'GET', `${ada.userName}?relationships=${names.join(',')}`);
    const { relationships } = VirusTotalUser.parse(answer.json()).data;
    expect(Object.keys(relationships ?? {})).toEqual(names);
    for (const [name, relationship] of Object.entries(relationships ?? {})) {
      // To one group, of which there is none, or to several.
      expect([name, relationship.data]).toEqual([name, name === 'groups' ? [] : null]);
      for (const link of Object.values(relationship.links)) {
        const path = new URL(link).pathname.replace('/api/v3/users/', '');
        const followed = await send(ada.jwt(), 'GET', path);
        expect([path, followed.statusCode, followed.json()]).toEqual([path, 200, relationship]);
        expect((await send((await accounts.account()).jwt(), 'GET', path)).statusCode).toBe(404);
      }
    }
    expect((await send(ada.jwt(), 'GET', `${ada.userName}/friends`)).statusCode).toBe(404);
    expect((await send(ada.jwt(), 'GET', `${ada.userName}/relationships/friends`)).statusCode).toBe(404);
    expect((await send(ada.jwt(), 'GET', `${ada.userName}?relationships=friends`)).statusCode).toBe(400);
  });

  it('is somebody else exactly like nobody, also by their tokens', async () => {
    const [ada, eve] = [await accounts.account(), await accounts.account({ accessLevel: 'analyst' })];
    const jwt = eve.jwt();
    const nobody = await send(jwt, 'GET', 'nobody');
    for (const path of [
      ada.userName,
      ada.userId,
      ada.token,
      ada.jwt(),
      `${ada.userName}/api_usage`,
      `${ada.userId}/overall_quotas`,
    ]) {
      const answer = await send(jwt, 'GET', path);
      expect([answer.statusCode, answer.body]).toEqual([404, nobody.body]);
    }
    expect((await send(jwt, 'PATCH', ada.userName, { data: {} })).statusCode).toBe(404);
    expect((await send(jwt, 'DELETE', ada.userName)).statusCode).toBe(403);
  });

  it('changes their address, and nothing that is not kept', async () => {
    const ada = await accounts.account();
    const change = (attributes: object) =>
      send(ada.jwt(), 'PATCH', ada.userName, { data: { type: 'user', id: ada.userName, attributes } });
    expect((await change({ email: 'ada@example.com' })).json().data.attributes.email).toBe('ada@example.com');
    expect((await change({ first_name: 'Ada' })).statusCode).toBe(400);
    expect((await change({ privileges: {} })).statusCode).toBe(400);
  });

  it('is deleted by an admin', async () => {
    const ada = await accounts.account();
    const answer = await send(root.jwt(), 'DELETE', ada.userName);
    expect(VirusTotalUser.parse(answer.json()).data.attributes.status).toBe('inactive');
    expect((await getUser(accounts.table, ada.userId))?.State).toBe('deleting');
  });

  it('sees what was used', async () => {
    const ada = await accounts.account();
    const jwt = ada.jwt();
    for (let at = 0; at < 3; at += 1) await send(jwt, 'GET', ada.userName);
    const quotas = OverallQuotas.parse((await send(jwt, 'GET', `${jwt}/overall_quotas`)).json());
    expect(quotas.data.api_requests_hourly.user.used).toBe(3);
    const usage = ApiUsage.parse((await send(jwt, 'GET', `${ada.userName}/api_usage`)).json());
    expect([Object.keys(usage.data.daily).length, usage.data.total]).toEqual([30, { getVirusTotalUser: 3 }]);
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const one = await send(jwt, 'GET', `${ada.userName}/api_usage?start_date=${today}&end_date=${today}`);
    expect(Object.keys(ApiUsage.parse(one.json()).data.daily)).toHaveLength(1);
    for (const query of ['start_date=20250101&end_date=20250301', 'start_date=2025-01-01', 'start_date=20251301']) {
      expect((await send(jwt, 'GET', `${ada.userName}/api_usage?${query}`)).statusCode).toBe(400);
    }
  });

  it.each(['x'.repeat(4000), '%00', '..', '__proto__', 'a.b.c'])('called %s is nobody', async (id) => {
    expect((await send(root.jwt(), 'GET', encodeURIComponent(id))).statusCode).toBe(404);
  });
});
