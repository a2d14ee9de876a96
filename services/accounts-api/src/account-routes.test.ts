import { ErrorBody, ROUTES } from '@assay/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Accounts, startAccounts } from '../test/start-accounts.ts';

let accounts: Accounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

const OURS = ROUTES.filter((route) => route.service === 'accounts-api');

it('has the routes of the table, each of them and no other', async () => {
  await accounts.app.ready();
  for (const { method, path, service } of ROUTES) {
    const url = path.replaceAll(/\{(\w+)\}/g, ':$1');
    const has = accounts.app.hasRoute({ method, url });
    expect([method, path, has]).toEqual([method, path, service === 'accounts-api']);
  }
});

it.each(OURS.filter(({ operation }) => operation.access !== 'anyone'))(
  '$method $path needs credentials',
  async ({ method, path }) => {
    const answer = await accounts.app.inject({ method, url: path.replaceAll(/\{\w+\}/g, 'ada') });
    expect(answer.statusCode).toBe(401);
    expect(ErrorBody.parse(answer.json()).error.code).toBe('AuthenticationRequiredError');
  },
);
