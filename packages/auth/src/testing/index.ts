import { randomBytes } from 'node:crypto';
import type { AccessLevel } from '@assay/contracts';
import { createUser, newUser, putApiKey, type Table, userId } from '@assay/table';
import jsonwebtoken from 'jsonwebtoken';
import { newApiKey } from '../new-api-key.ts';
import { openSealer } from '../open-sealer.ts';
import type { Sealer } from '../sealer.ts';

export interface TestAccount {
  readonly userName: string;
  readonly userId: string;
  readonly token: string;
  readonly secret: string;
  /** A JWT as clients send it; `claims` are added to the two of the design. */
  jwt(claims?: Record<string, unknown>): string;
  /** `{ authorization: 'Bearer …' }`. */
  headers(): { authorization: string };
}

export interface TestUser {
  readonly userName?: string;
  readonly accessLevel?: AccessLevel;
  readonly requireExp?: boolean;
}

/** Writes a user with one API key into the table. */
export async function makeAccount(into: { table: Table; sealer: Sealer }, user: TestUser = {}): Promise<TestAccount> {
  const { userName = `user-${randomBytes(6).toString('hex')}`, accessLevel = 'user', requireExp } = user;
  const uid = userId(userName);
  const now = new Date();
  await createUser(into.table, newUser({ userName, accessLevel, passwordHash: '-' }, now));
  const key = { userName, userId: uid, accessLevel, name: 'test', requireExp };
  const { item, token, secret } = await newApiKey(into.sealer, key, now);
  await putApiKey(into.table, item);
  const jwt = (claims: Record<string, unknown> = {}) =>
    signJwt(secret, { public_api_token: token, UserID: uid, ...claims });
  return { userName, userId: uid, token, secret, jwt, headers: () => ({ authorization: `Bearer ${jwt()}` }) };
}

/** A JWT of exactly these claims, signed with HS256. */
export function signJwt(secret: string, claims: Record<string, unknown>): string {
  return jsonwebtoken.sign(JSON.stringify(claims), secret, { header: { alg: 'HS256', typ: 'JWT' } });
}

/** A sealer with a key of its own. */
export function testSealer(): Promise<Sealer> {
  return openSealer(randomBytes(32));
}
