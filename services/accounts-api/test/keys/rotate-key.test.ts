import { signJwt, type TestAccount } from '@assay/auth/testing';
import { ApiKeyList, NewApiKeyObject } from '@assay/contracts';
import { getApiKey, listApiKeys } from '@assay/table';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Accounts, startAccounts } from '../start-accounts.ts';

let accounts: Accounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterEach(() => {
  accounts.time.ahead = 0;
});
afterAll(() => accounts.stop());

const HOUR_MS = 3_600_000;
const keysOf = (account: TestAccount) => `/api/v1/users/${account.userName}/keys`;
type By = { headers(): { authorization: string } };

const post = (by: By, url: string, payload: object = {}) =>
  accounts.app.inject({ method: 'POST', url, headers: by.headers(), payload });

async function made(answer: Awaited<ReturnType<typeof post>>) {
  expect(answer.statusCode).toBe(200);
  const key = NewApiKeyObject.parse(answer.json());
  const jwt = signJwt(key.secret, { public_api_token: key.public_api_token, UserID: key.user_id });
  return { ...key, headers: () => ({ authorization: `Bearer ${jwt}` }) };
}

const works = async (by: By, app = accounts.another(), remoteAddress = '127.0.0.1') =>
  (await app.inject({ url: '/api/v1/users/me', headers: by.headers(), remoteAddress })).statusCode === 200;

/** Does something when the table has taken that a key runs out, before that is answered. Answers how to stop it. */
function afterRunningOut(then: (() => Promise<void>) | undefined): () => void {
  const client = accounts.table.client as { send: unknown };
  const send = client.send as (command: unknown) => Promise<unknown>;
  client.send = async (command: { input: { UpdateExpression?: string } }) => {
    const answer = await send.call(client, command);
    if (command.input.UpdateExpression?.includes('ReplacedBy = :by') === true) await then?.();
    return answer;
  };
  return () => {
    client.send = send;
  };
}

describe('a key that was rotated', () => {
  it('works for the overlap beside the new one, and no longer', async () => {
    const ada = await accounts.account();
    const wishes = { name: 'build server', networks: ['127.0.0.0/8'] };
    const old = await made(await post(ada, keysOf(ada), wishes));
    const seen = accounts.another();
    expect(await works(old, seen)).toBe(true);
    const url = `${keysOf(ada)}/${old.public_api_token}/rotate`;
    const fresh = await made(await post(ada, url, { overlap_hours: 2 }));
    expect(fresh.data.attributes).toMatchObject({ ...wishes, access_level: 'user', expires: null });
    expect([await works(old), await works(fresh)]).toEqual([true, true]);
    accounts.time.ahead = 2 * HOUR_MS + 1;
    expect([await works(old), await works(old, seen), await works(fresh)]).toEqual([false, false, true]);
    const keys = ApiKeyList.parse(
      (await accounts.app.inject({ url: keysOf(ada), headers: ada.headers() })).json(),
    ).data;
    expect(keys.find((key) => key.id === old.public_api_token)?.attributes.replaced_by).toBe(fresh.public_api_token);
  });

  it('without overlap stops at once, also where it was known', async () => {
    const ada = await accounts.account();
    const old = await made(await post(ada, keysOf(ada)));
    const seen = accounts.another();
    expect(await works(old, seen)).toBe(true);
    await made(await post(ada, `${keysOf(ada)}/${old.public_api_token}/rotate`, { overlap_hours: 0 }));
    expect(await works(old)).toBe(false);
    await expect.poll(() => works(old, seen), { timeout: 10_000 }).toBe(false);
  });

  it('is rotated once, however many try at once, and leaves one new key', async () => {
    const ada = await accounts.account();
    const old = await made(await post(ada, keysOf(ada)));
    const url = `${keysOf(ada)}/${old.public_api_token}/rotate`;
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(ada, url)));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409, 409, 409]);
    const keys = ApiKeyList.parse(
      (await accounts.app.inject({ url: keysOf(ada), headers: ada.headers() })).json(),
    ).data;
    const working = keys.filter(({ attributes }) => attributes.revoked === null && attributes.replaced_by === null);
    expect(working).toHaveLength(2);
    expect((await post(ada, url)).statusCode).toBe(409);
  });

  describe('is as it was, and may be rotated again, when', () => {
    const faults: Record<string, () => Promise<void>> = {
      'Redis goes away on the way': () => accounts.killRedis(),
      'nobody knows whether the table took it': () => Promise.reject(new Error('the answer was lost')),
    };
    it.each(Object.keys(faults))('%s', async (fault) => {
      const ada = await accounts.account();
      const old = await made(await post(ada, keysOf(ada)));
      const url = `${keysOf(ada)}/${old.public_api_token}/rotate`;
      const before = await getApiKey(accounts.table, ada.userId, old.public_api_token);
      const mend = afterRunningOut(faults[fault]);
      expect((await post(ada, url, { overlap_hours: 0 })).statusCode).toBe(503);
      mend();
      await accounts.restartRedis();
      expect(await getApiKey(accounts.table, ada.userId, old.public_api_token)).toEqual(before);
      expect(await works(old)).toBe(true);
      const working = (await listApiKeys(accounts.table, ada.userId)).filter(({ RevokedAt }) => RevokedAt === null);
      expect(working).toHaveLength(2);
      const fresh = await made(await post(ada, url, { overlap_hours: 0 }));
      expect([await works(old), await works(fresh)]).toEqual([false, true]);
    });
  });

  it('and is to run out gives the new one as long a life', async () => {
    const ada = await accounts.account();
    const expires = new Date(Date.now() + 10 * HOUR_MS).toISOString();
    const old = await made(await post(ada, keysOf(ada), { expires }));
    const fresh = await made(await post(ada, `${keysOf(ada)}/${old.public_api_token}/rotate`));
    const life = Date.parse(fresh.data.attributes.expires ?? '') - Date.parse(fresh.data.attributes.created);
    expect(Math.abs(life - 10 * HOUR_MS)).toBeLessThan(60_000);
    const item = await getApiKey(accounts.table, ada.userId, old.public_api_token);
    expect(item?.ExpiresOn).toBe(expires);
  });

  it('is somebody else’s exactly like nobody’s', async () => {
    const [ada, eve] = [await accounts.account(), await accounts.account()];
    const url = `${keysOf(ada)}/${ada.token}/rotate`;
    const answers = [
      await post(eve, url),
      await post(eve, url.replace(ada.userName, 'nobody')),
      await post(eve, `/api/v1/users/nobody/keys/${'x'.repeat(30)}/rotate`),
    ];
    for (const answer of answers) expect([answer.statusCode, answer.body]).toEqual([404, answers[0]?.body]);
    expect((await post(eve, `${keysOf(eve)}/${ada.token}/rotate`)).statusCode).toBe(404);
    expect(await works(ada)).toBe(true);
  });

  it.each([{ overlap_hours: -1 }, { overlap_hours: 721 }, { overlap_hours: 'x' }, { more: 1 }])(
    'is not rotated with %j',
    async (body) => {
      const ada = await accounts.account();
      expect((await post(ada, `${keysOf(ada)}/${ada.token}/rotate`, body)).statusCode).toBe(400);
    },
  );

  it('never allows more than its owner may now', async () => {
    const [root, ada] = [await accounts.account({ accessLevel: 'admin' }), await accounts.account()];
    const boss = await accounts.account({ accessLevel: 'admin' });
    await accounts.app.inject({
      method: 'PATCH',
      url: `/api/v1/users/${boss.userName}`,
      headers: root.headers(),
      payload: { access_level: 'user' },
    });
    expect((await post(root, `${keysOf(boss)}/${boss.token}/rotate`)).statusCode).toBe(403);
    expect(await works(ada)).toBe(true);
  });
});

describe('a key', () => {
  it('that runs out works until then', async () => {
    const ada = await accounts.account();
    const expires = new Date(Date.now() + HOUR_MS).toISOString();
    const key = await made(await post(ada, keysOf(ada), { expires }));
    expect(await works(key)).toBe(true);
    accounts.time.ahead = HOUR_MS + 1;
    expect(await works(key)).toBe(false);
  });

  it('of some networks works from there alone', async () => {
    const ada = await accounts.account();
    const key = await made(await post(ada, keysOf(ada), { networks: ['192.0.2.0/24', '2001:db8::/32'] }));
    const from = (address: string) => works(key, accounts.app, address);
    expect(await from('192.0.2.77')).toBe(true);
    expect(await from('2001:db8::1')).toBe(true);
    expect(await from('192.0.3.1')).toBe(false);
    expect(await from('::ffff:192.0.2.9')).toBe(true);
  });

  it.each([
    { expires: '2001-01-01T00:00:00Z' },
    { expires: 'tomorrow' },
    { networks: ['everywhere'] },
    { networks: Array.from({ length: 33 }, () => '192.0.2.1') },
  ])('is not made with %j', async (body) => {
    const ada = await accounts.account();
    expect((await post(ada, keysOf(ada), body)).statusCode).toBe(400);
  });
});
