import { signJwt, type TestAccount } from '@assay/auth/testing';
import { ApiKeyList, ApiKeyObject, ErrorBody, NewApiKeyObject, UserObject } from '@assay/contracts';
import { getApiKey, listApiKeys, putApiKey } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Accounts, startAccounts } from '../test/start-accounts.ts';
import { MAX_KEYS } from './keys/create-key.ts';
import { MAX_KEYS_KEPT } from './keys/make-room.ts';

let accounts: Accounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

const keysOf = (account: TestAccount) => `/api/v1/users/${account.userName}/keys`;

function send(
  by: TestAccount | { headers(): Record<string, string> } | null,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  payload?: unknown,
  app = accounts.app,
) {
  return app.inject({
    method,
    url,
    headers: { ...by?.headers() },
    ...(payload === undefined ? {} : { payload: payload as object }),
  });
}

async function makeKey(by: TestAccount, owner: TestAccount, wishes: object = {}) {
  const answer = await send(by, 'POST', keysOf(owner), wishes);
  expect(answer.statusCode).toBe(200);
  const made = NewApiKeyObject.parse(answer.json());
  const jwt = signJwt(made.secret, { public_api_token: made.public_api_token, UserID: made.user_id });
  return { ...made, headers: () => ({ authorization: `Bearer ${jwt}` }) };
}

it('users/me is who is calling', async () => {
  const ada = await accounts.account({ accessLevel: 'analyst' });
  const answer = await send(ada, 'GET', '/api/v1/users/me');
  expect(UserObject.parse(answer.json()).data).toMatchObject({
    id: ada.userName,
    attributes: { user_id: ada.userId, access_level: 'analyst' },
  });
});

describe('a new key', () => {
  it('works at once, and is listed without its secret', async () => {
    const ada = await accounts.account();
    const made = await makeKey(ada, ada, { name: 'build server' });
    expect((await send(made, 'GET', '/api/v1/users/me')).statusCode).toBe(200);
    const list = await send(ada, 'GET', keysOf(ada));
    expect(ApiKeyList.parse(list.json()).data).toContainEqual(
      expect.objectContaining({
        id: made.public_api_token,
        attributes: expect.objectContaining({ name: 'build server' }),
      }),
    );
    expect(list.body).not.toContain(made.secret);
    expect(accounts.lines.join('')).not.toContain(made.secret);
  });

  it('is made by an empty body', async () => {
    const ada = await accounts.account();
    const answer = await accounts.app.inject({ method: 'POST', url: keysOf(ada), headers: ada.headers() });
    expect(NewApiKeyObject.parse(answer.json()).data.attributes.access_level).toBe('user');
  });

  it('that forbids tokens without exp refuses them', async () => {
    const ada = await accounts.account();
    const made = await makeKey(ada, ada, { require_exp: true });
    expect((await send(made, 'GET', '/api/v1/users/me')).statusCode).toBe(401);
  });

  it.each([
    ['user', 'analyst'],
    ['user', 'admin'],
    ['analyst', 'admin'],
  ] as const)('of a caller who is %s cannot be %s', async (mine, wanted) => {
    const ada = await accounts.account({ accessLevel: mine });
    const answer = await send(ada, 'POST', keysOf(ada), { access_level: wanted });
    expect(answer.statusCode).toBe(403);
    expect((await send(ada, 'GET', keysOf(ada))).json().data).toHaveLength(1);
  });

  it('cannot allow more than the key with which it is made, though its user may', async () => {
    const root = await accounts.account({ accessLevel: 'admin' });
    const lesser = await makeKey(root, root, { access_level: 'user' });
    expect((await send(lesser, 'POST', keysOf(root), { access_level: 'admin' })).statusCode).toBe(403);
    const same = NewApiKeyObject.parse((await send(lesser, 'POST', keysOf(root), {})).json());
    expect(same.data.attributes.access_level).toBe('user');
  });

  describe('that a restricted key makes', () => {
    const expires = () => new Date(Date.now() + 3_600_000).toISOString();
    const bounds = () => ({ networks: ['192.0.2.0/24'], require_exp: true, expires: expires() });
    /** Asks with a key and a token of the next minute, from within its networks. */
    const ask = (key: Awaited<ReturnType<typeof makeKey>>, url: string, payload: object, exp = true) => {
      const claims = { public_api_token: key.public_api_token, UserID: key.user_id };
      const jwt = signJwt(key.secret, exp ? { ...claims, exp: Math.floor(Date.now() / 1000) + 60 } : claims);
      const headers = { authorization: `Bearer ${jwt}` };
      return accounts.app.inject({ method: 'POST', url, headers, payload, remoteAddress: '192.0.2.7' });
    };

    it.each([{}, { expires: new Date(Date.now() + 7_200_000).toISOString(), require_exp: false, networks: [] }])(
      'has its restrictions with %j',
      async (wishes) => {
        const ada = await accounts.account();
        const lesser = await makeKey(ada, ada, bounds());
        const answer = await ask(lesser, keysOf(ada), wishes);
        const { attributes } = NewApiKeyObject.parse(answer.json()).data;
        expect(attributes).toMatchObject({ networks: ['192.0.2.0/24'], expires: lesser.data.attributes.expires });
        const made = { ...NewApiKeyObject.parse(answer.json()), headers: lesser.headers };
        expect((await ask(made, keysOf(ada), {})).statusCode).toBe(200);
        expect((await ask(made, keysOf(ada), {}, false)).statusCode).toBe(401);
      },
    );

    it('may have more of them, and works from no other network', async () => {
      const ada = await accounts.account();
      const lesser = await makeKey(ada, ada, bounds());
      const soon = new Date(Date.now() + 60_000).toISOString();
      const answer = await ask(lesser, keysOf(ada), { networks: ['192.0.2.0/28'], expires: soon });
      expect(NewApiKeyObject.parse(answer.json()).data.attributes).toMatchObject({
        networks: ['192.0.2.0/28'],
        expires: soon,
      });
      const outside = await ask(lesser, keysOf(ada), { networks: ['192.0.2.0/28', '198.51.100.1'] });
      expect(outside.statusCode).toBe(403);
    });

    it('by rotating, itself or another one, is no freer', async () => {
      const ada = await accounts.account();
      const lesser = await makeKey(ada, ada, bounds());
      for (const token of [ada.token, lesser.public_api_token]) {
        const { data } = NewApiKeyObject.parse((await ask(lesser, `${keysOf(ada)}/${token}/rotate`, {})).json());
        expect(data.attributes).toMatchObject({
          networks: ['192.0.2.0/24'],
          expires: lesser.data.attributes.expires,
        });
      }
    });
  });

  it('is made after a thousand that are over, of which the oldest is forgotten', async () => {
    const ada = await accounts.account();
    const mine = await getApiKey(accounts.table, ada.userId, ada.token);
    if (mine === null) throw new Error('there is no key');
    const dead = Array.from({ length: MAX_KEYS_KEPT - 1 }, (_, at) => {
      const token = String(at).padStart(30, 'x');
      const RevokedAt = new Date(Date.UTC(2020, 0, 1) + at).toISOString();
      return { ...mine, FileID: token, Api: { ...mine.Api, ApiKey: token }, RevokedAt };
    });
    await Promise.all(dead.map((key) => putApiKey(accounts.table, key)));
    const made = await makeKey(ada, ada);
    const rotated = await send(ada, 'POST', `${keysOf(ada)}/${made.public_api_token}/rotate`, {});
    expect(rotated.statusCode).toBe(200);
    const listed = new Set((await listApiKeys(accounts.table, ada.userId)).map(({ FileID }) => FileID));
    expect(listed.size).toBe(MAX_KEYS_KEPT);
    expect(dead.filter(({ FileID }) => !listed.has(FileID))).toEqual(dead.slice(0, 2));
    expect(listed.has(ada.token)).toBe(true);
  });

  it('cannot allow more than its owner may, even when an admin makes it', async () => {
    const [root, ada] = [await accounts.account({ accessLevel: 'admin' }), await accounts.account()];
    expect((await send(root, 'POST', keysOf(ada), { access_level: 'admin' })).statusCode).toBe(403);
    expect((await makeKey(root, ada)).data.attributes.access_level).toBe('user');
  });

  it.each([
    [{ name: '' }],
    [{ name: 'x'.repeat(101) }],
    [{ name: 'a\u202eb' }],
    [{ access_level: 'root' }],
    [{ unknown: 1 }],
    [[]],
    ['text'],
  ])('is refused with %j', async (body) => {
    const ada = await accounts.account();
    const answer = await accounts.app.inject({
      method: 'POST',
      url: keysOf(ada),
      headers: { ...ada.headers(), 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
    expect(answer.statusCode).toBe(400);
    expect(ErrorBody.parse(answer.json()).error.code).toMatch(/^(InvalidArgument|BadRequest)Error$/);
  });

  it('is refused when the user has as many as are allowed, also when they are asked for at once', async () => {
    const ada = await accounts.account();
    const answers = await Promise.all(Array.from({ length: MAX_KEYS + 8 }, () => send(ada, 'POST', keysOf(ada), {})));
    const refused = answers.filter((answer) => answer.statusCode !== 200);
    expect(new Set(refused.map((answer) => answer.statusCode))).toEqual(new Set([403]));
    const keys: { attributes: { revoked: string | null } }[] = (await send(ada, 'GET', keysOf(ada))).json().data;
    expect(keys.filter((key) => key.attributes.revoked === null).length).toBeLessThanOrEqual(MAX_KEYS);
    expect((await send(ada, 'POST', keysOf(ada), {})).statusCode).toBe(403);
  });
});

describe("somebody else's keys", () => {
  it('are not found, exactly like those of nobody', async () => {
    const [ada, eve] = [await accounts.account(), await accounts.account({ accessLevel: 'analyst' })];
    const nobody = { ...ada, userName: 'nobody' };
    for (const [method, path] of [
      ['GET', keysOf(ada)],
      ['POST', keysOf(ada)],
      ['DELETE', `${keysOf(ada)}/${ada.token}`],
    ] as const) {
      const answer = await send(eve, method, path, method === 'POST' ? {} : undefined);
      const same = await send(
        eve,
        method,
        path.replace(ada.userName, nobody.userName),
        method === 'POST' ? {} : undefined,
      );
      expect([answer.statusCode, answer.body]).toEqual([404, same.body]);
    }
    expect((await send(ada, 'GET', '/api/v1/users/me')).statusCode).toBe(200);
  });

  it('are managed by an admin', async () => {
    const [root, ada] = [await accounts.account({ accessLevel: 'admin' }), await accounts.account()];
    expect((await send(root, 'GET', keysOf(ada))).statusCode).toBe(200);
    expect((await send(root, 'DELETE', `${keysOf(ada)}/${ada.token}`)).statusCode).toBe(200);
    expect((await send(ada, 'GET', '/api/v1/users/me', undefined, accounts.another())).statusCode).toBe(401);
  });

  it.each(['__proto__', 'A', '..', '%2e%2e', 'x'.repeat(65), '%00'])('%s is nobody', async (name) => {
    const root = await accounts.account({ accessLevel: 'admin' });
    expect((await send(root, 'GET', `/api/v1/users/${name}/keys`)).statusCode).toBe(404);
  });

  it('are not reached by the token of one under the name of another', async () => {
    const [ada, eve] = [await accounts.account(), await accounts.account()];
    expect((await send(eve, 'DELETE', `${keysOf(eve)}/${ada.token}`)).statusCode).toBe(404);
    expect((await send(ada, 'GET', '/api/v1/users/me')).statusCode).toBe(200);
  });
});

describe('a revoked key', () => {
  it('stops working in a process that has not seen it, and in one that has within a second', async () => {
    const ada = await accounts.account();
    const made = await makeKey(ada, ada);
    const other = accounts.another();
    expect((await send(made, 'GET', '/api/v1/users/me', undefined, other)).statusCode).toBe(200);
    const answer = await send(ada, 'DELETE', `${keysOf(ada)}/${made.public_api_token}`);
    expect(ApiKeyObject.parse(answer.json()).data.attributes.revoked).not.toBeNull();
    expect((await send(made, 'GET', '/api/v1/users/me', undefined, accounts.another())).statusCode).toBe(401);
    await expect
      .poll(async () => (await send(made, 'GET', '/api/v1/users/me', undefined, other)).statusCode, { timeout: 10_000 })
      .toBe(401);
  });

  it('may be revoked again, and keeps the time of the first', async () => {
    const ada = await accounts.account();
    const made = await makeKey(ada, ada);
    const url = `${keysOf(ada)}/${made.public_api_token}`;
    const first = (await send(ada, 'DELETE', url)).json();
    expect((await send(ada, 'DELETE', url)).json()).toEqual(first);
  });

  it('that Redis could not be told of is answered with 503, and told of the second time', async () => {
    const ada = await accounts.account();
    const made = await makeKey(ada, ada);
    const url = `${keysOf(ada)}/${made.public_api_token}`;
    // The caller is known to the process already, so only the revocation itself needs Redis.
    expect((await send(ada, 'GET', '/api/v1/users/me')).statusCode).toBe(200);
    await accounts.killRedis();
    const away = await send(ada, 'DELETE', url);
    expect([away.statusCode, away.headers['retry-after']]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    await accounts.restartRedis();
    expect((await send(ada, 'DELETE', url)).statusCode).toBe(200);
    expect((await send(made, 'GET', '/api/v1/users/me', undefined, accounts.another())).statusCode).toBe(401);
  });

  it.each(['x', 'X'.repeat(30), '%2F', 'x'.repeat(31)])('%s is not found', async (token) => {
    const ada = await accounts.account();
    expect((await send(ada, 'DELETE', `${keysOf(ada)}/${token}`)).statusCode).toBe(404);
  });
});
