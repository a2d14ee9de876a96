import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaks } from '../support/secrets-in.ts';
import { type CarefulClient, carefulClient } from './careful-client.ts';
import { useAccounts, useInvitations, useOpenId, useTokens } from './use-accounts.ts';
import { read, upload } from './use-files.ts';

let client: CarefulClient;
beforeAll(async () => {
  client = await carefulClient();
  await useAccounts(client);
  await useInvitations(client);
  await useOpenId(client);
  await useTokens(client);
  await read(client, await upload(client));
  await client.api.settle();
});
afterAll(async () => {
  await client?.api.stop();
});

/** Those that are not answered with 200: meant to fail, each in the way that it says, or to send a browser elsewhere. */
const REFUSED: Readonly<Record<string, number>> = {
  'a wrong password': 401,
  'a password that was reset': 401,
  'an invitation that is used up': 403,
  'an invitation in the path': 404,
  'goes to the provider': 303,
  'goes to the provider again': 303,
  'comes back': 303,
  'comes back to another browser': 401,
  'comes back again': 401,
  'comes back broken': 400,
  'a broken body': 400,
  'a body of another form': 400,
  'a cookie without the page': 403,
  'a forged token in authorization': 401,
  'a forged token in x-apikey': 401,
  'a forged token in bearer': 401,
  'a token in the path': 400,
  'a token in the query': 400,
  'not the archive it says': 400,
  'another file under that key': 409,
  'uploads there again': 404,
  'a path that is none': 404,
  'searches badly': 400,
  'a webhook inside': 400,
};

describe('while people sign in, upload, read and make mistakes', () => {
  it('each call does what it was made for', () => {
    const expected = Object.keys(client.statuses).map((name) => [name, REFUSED[name] ?? 200]);
    expect(client.statuses).toEqual(Object.fromEntries(expected));
    expect(Object.keys(client.statuses)).toEqual(expect.arrayContaining(Object.keys(REFUSED)));
  });

  it('no credential, secret, password, one-time address, file name or text of a user stands in any line', () => {
    expect(client.secrets.size).toBeGreaterThan(24);
    expect([...client.secrets].filter((secret) => secret === undefined || secret.length < 12)).toEqual([]);
    expect(leaks(client.api.lines, client.secrets)).toEqual([]);
  });

  it('every request stands in it', () => {
    const requests = client.api.lines.filter((line) => line.includes('"msg":"request"'));
    expect(requests.length).toBeGreaterThanOrEqual(Object.keys(client.statuses).length);
  });

  it('what is looked for would be found', () => {
    const [secret = ''] = client.secrets;
    expect(leaks([JSON.stringify({ msg: `with "${secret}"` })], client.secrets)).toEqual([secret]);
  });
});
