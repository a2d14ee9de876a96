import { createHmac } from 'node:crypto';
import { AssayError } from '@assay/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyStores, type Process, startKeyStores } from '../test/key-stores.ts';
import { makeAccount, type TestAccount } from './testing/index.ts';

let stores: KeyStores;
let me: TestAccount;
let other: TestAccount;
let warm: Process;
beforeAll(async () => {
  stores = await startKeyStores();
  me = await makeAccount(stores);
  other = await makeAccount(stores, { accessLevel: 'admin' });
  warm = stores.process();
  for (const account of [me, other]) await warm.authenticate(account.headers());
});
afterAll(() => stores.stop());

const base64url = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const HS256 = '{"alg":"HS256","typ":"JWT"}';

/** A token of exactly these texts, signed with this key by any HMAC. */
function sign(header: string, payload: string, secret = me.secret, hash = 'sha256'): string {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

const mine = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ public_api_token: me.token, UserID: me.userId, ...more });

async function refused(jwt: string): Promise<void> {
  // One process knows nothing yet, the other has both keys in its memory.
  for (const process of [stores.process(), warm]) {
    const answer = process.authenticate({ 'x-apikey': jwt });
    await expect(answer).rejects.toBeInstanceOf(AssayError);
    await expect(answer).rejects.toMatchObject({ kind: expect.stringMatching(/^(wrong|no)-credentials$/) });
  }
}

it('the token that the others are made of is accepted', async () => {
  expect(await stores.process().authenticate({ 'x-apikey': sign(HS256, mine()) })).toMatchObject({ token: me.token });
});

describe('is refused', () => {
  it.each(['none', 'None', 'HS384', 'HS512', 'RS256', 'hs256', '', 'ES256'])('the algorithm %j', async (alg) => {
    const hash = alg === 'HS384' ? 'sha384' : alg === 'HS512' ? 'sha512' : 'sha256';
    await refused(sign(JSON.stringify({ alg, typ: 'JWT' }), mine(), me.secret, hash));
    await refused(`${base64url(JSON.stringify({ alg }))}.${base64url(mine())}.`);
  });

  it.each([
    ['no algorithm', '{"typ":"JWT"}'],
    ['an algorithm that is a list', '{"alg":["HS256"]}'],
    ['two algorithms', '{"alg":"HS256","alg":"none"}'],
    ['an extension that must be understood', '{"alg":"HS256","crit":["b64"],"b64":false}'],
    ['a header that is a list', '["HS256"]'],
    ['a header that is text', '"HS256"'],
    ['a header that is null', 'null'],
    ['another type', '{"alg":"HS256","typ":"JWE"}'],
  ])('%s', async (_name, header) => {
    await refused(sign(header, mine()));
  });

  it.each([
    ['no token', () => JSON.stringify({ UserID: me.userId })],
    ['no user', () => JSON.stringify({ public_api_token: me.token })],
    ['a token that is a list', () => JSON.stringify({ public_api_token: [me.token], UserID: me.userId })],
    [
      'a token that is an object',
      () => JSON.stringify({ public_api_token: { toString: me.token }, UserID: me.userId }),
    ],
    ['a token that is a prototype', () => `{"public_api_token":"__proto__","UserID":"${me.userId}"}`],
    ['claims in the prototype', () => `{"__proto__":${mine()}}`],
    ['a user that is a list', () => JSON.stringify({ public_api_token: me.token, UserID: [me.userId] })],
    ['a user in upper case', () => JSON.stringify({ public_api_token: me.token, UserID: me.userId.toUpperCase() })],
    [
      'a key of Redis for a token',
      () => JSON.stringify({ public_api_token: `${me.token}\r\nGET x`, UserID: me.userId }),
    ],
    ['a partition for a user', () => JSON.stringify({ public_api_token: me.token, UserID: `${me.userId}#keys` })],
    ['a payload that is a list', () => `[${mine()}]`],
    ['a payload that is text', () => JSON.stringify(mine())],
    ['a payload that is null', () => 'null'],
    ['a payload that is no JSON', () => `${mine()}}`],
    ["another's user", () => mine({ UserID: other.userId })],
    ["another's token", () => mine({ public_api_token: other.token })],
    ["another's token and user", () => JSON.stringify({ public_api_token: other.token, UserID: other.userId })],
    [
      "my claims and then another's",
      () => `${mine().slice(0, -1)},"public_api_token":"${other.token}","UserID":"${other.userId}"}`,
    ],
  ])('%s', async (_name, payload) => {
    await refused(sign(HS256, payload()));
  });

  it("another's claims and then mine are mine", async () => {
    const payload = `{"public_api_token":"${other.token}","UserID":"${other.userId}",${mine().slice(1)}`;
    expect(await stores.process().authenticate({ 'x-apikey': sign(HS256, payload) })).toMatchObject({
      userName: me.userName,
      accessLevel: 'user',
    });
  });

  it('a giant token, though its signature is right', async () => {
    await refused(sign(HS256, mine({ padding: 'x'.repeat(4000) })));
    await refused(`${'x'.repeat(1_000_000)}.y.z`);
  });

  it('padding, other alphabets and more or fewer parts', async () => {
    const [header, payload, signature] = sign(HS256, mine()).split('.');
    await refused(`${header}=.${payload}.${signature}`);
    await refused(`${header}.${payload}.${signature}=`);
    await refused(`${header}.${payload}`);
    await refused(`${header}.${payload}.${signature}.${signature}`);
    await refused(`${header}.${payload}.${signature} ${signature}`);
    await refused(`${header}.${payload}.`);
  });

  it('the signature with its unused last bits set', async () => {
    const jwt = sign(HS256, mine());
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(jwt.at(-1) ?? '');
    for (const bits of [1, 2, 3]) await refused(jwt.slice(0, -1) + alphabet[last ^ bits]);
  });
});

describe('whatever is sent', () => {
  it('is refused in words of ours', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), refused), { numRuns: 200 });
  });

  it('is refused in words of ours, JSON in it or not', async () => {
    const claim = fc.oneof(fc.jsonValue(), fc.constant('own'));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), claim, claim, fc.jsonValue(), async (header, token, user, rest) => {
        // What would be a valid token of mine is signed with a key that is not mine.
        const payload = JSON.stringify({
          rest,
          public_api_token: token === 'own' ? me.token : token,
          UserID: user === 'own' ? me.userId : user,
        });
        await refused(sign(HS256, payload, other.secret));
        await refused(sign(JSON.stringify(header), payload));
      }),
      { numRuns: 200 },
    );
  });

  it('a token with any one character changed is refused', async () => {
    const jwt = sign(HS256, mine());
    await fc.assert(
      fc.asyncProperty(fc.nat(jwt.length - 1), fc.string({ minLength: 1, maxLength: 1 }), async (at, character) => {
        fc.pre(character !== jwt[at]);
        await refused(jwt.slice(0, at) + character + jwt.slice(at + 1));
      }),
      { numRuns: 300 },
    );
  });
});
