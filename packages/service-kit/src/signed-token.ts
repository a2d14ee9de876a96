import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

const LONGEST = 2048;
const FORM = /^([\w-]+)\.([\w-]{43})$/;

/**
 * A text for an address that carries `value` (JSON) until it expires, to the second. Whoever has it can read it; nobody
 * without the key can make or change one. One key serves several purposes: a token is good for its own only.
 */
export function signToken(key: KeyObject, purpose: string, value: unknown, expires: Date): string {
  const text = JSON.stringify([Math.floor(expires.getTime() / 1000), value]);
  return `${Buffer.from(text, 'utf8').toString('base64url')}.${mac(key, purpose, text).toString('base64url')}`;
}

/** What `signToken` was given, or null: not signed for this purpose, or expired. */
export function openToken(key: KeyObject, purpose: string, token: string, now: Date): unknown {
  const [, body, signature] = token.length > LONGEST ? [] : (FORM.exec(token) ?? []);
  if (body === undefined || signature === undefined) return null;
  const text = Buffer.from(body, 'base64url').toString('utf8');
  const given = Buffer.from(signature, 'base64url');
  const expected = mac(key, purpose, text);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const [expiresS, value] = JSON.parse(text) as [number, unknown];
  return now.getTime() < expiresS * 1000 ? value : null;
}

function mac(key: KeyObject, purpose: string, text: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify(['token', purpose, text]))
    .digest();
}
