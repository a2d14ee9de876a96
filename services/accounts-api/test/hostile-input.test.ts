import type { TestAccount } from '@assay/auth/testing';
import { ROUTES } from '@assay/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Accounts, startAccounts } from './start-accounts.ts';

let accounts: Accounts;
let root: TestAccount;
beforeAll(async () => {
  accounts = await startAccounts({ registration: 'open' });
  root = await accounts.account({ accessLevel: 'admin' });
});
afterAll(() => accounts.stop());

const OURS = ROUTES.filter((route) => route.service === 'accounts-api');

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('', '\u0000', '\ud800', '__proto__', '-1'),
);
const value = fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), text, fc.constantFrom(1e308, -0, '9'.repeat(400)));

/** A body with the members that the operation knows, and what anybody may put there. */
function bodyOf(members: readonly string[]) {
  const known = members.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...members), value);
  return fc.oneof(known, fc.jsonValue({ stringUnit: 'binary' }));
}

it.each(OURS)('$method $path takes anything without a fault of ours', async ({ method, path, operation }) => {
  const shape = (schema: unknown) => Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
  const query = shape(operation.query);
  const input = fc.record({
    params: fc.array(fc.oneof(text, fc.constant(root.userName)), { minLength: 3, maxLength: 3 }),
    query: query.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...query), text),
    body: bodyOf(shape(operation.body?.schema)),
  });
  await fc.assert(
    fc.asyncProperty(input, async ({ params, query, body }) => {
      let at = 0;
      const filled = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent((params[at++] ?? '').toWellFormed()));
      const entries = Object.entries(query).map(
        ([name, each]) => [name, String(each).toWellFormed()] as [string, string],
      );
      const answer = await accounts.app.inject({
        method,
        url: `${filled}?${new URLSearchParams(entries)}`,
        headers: { ...root.headers(), 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { payload: JSON.stringify(body) }),
      });
      expect([answer.statusCode < 500, answer.body]).toEqual([true, answer.body]);
    }),
    { numRuns: 20 },
  );
});
