import { createHmac } from 'node:crypto';
import type { Credentials } from '@assay/contracts';

const LIFETIME_S = 3600;

/** An API key with its secret, by which requests are signed. */
export type Key = Pick<Credentials, 'public_api_token' | 'user_id' | 'secret_key'>;

export interface TokenOptions {
  readonly now?: Date;
  /** In seconds, an hour when absent; null: good for as long as the key is, if the key allows that. */
  readonly lifetimeS?: number | null;
}

/** A token for the API, signed with the key's secret. */
export function signToken(key: Key, { now = new Date(), lifetimeS = LIFETIME_S }: TokenOptions = {}): string {
  const iat = Math.floor(now.getTime() / 1000);
  const ends = lifetimeS === null ? {} : { exp: iat + lifetimeS };
  const payload = { public_api_token: key.public_api_token, UserID: key.user_id, iat, ...ends };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', key.secret_key).update(signed).digest('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
