import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const MAX_HEADER = 8192;
const YEAR_S = 31_536_000;
const PATH = '/api/v1/sessions';

const nameFor = (origin: string) => (origin.startsWith('https:') ? '__Secure-assay-known' : 'assay-known');

/**
 * `Set-Cookie` by which this browser is known for one of this user's. It opens nothing: tries from there are only counted
 * by themselves. Longer than a session, and only sent where people sign in.
 */
export function deviceCookie(key: KeyObject, origin: string, userName: string): string {
  const id = randomBytes(16).toString('base64url');
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  const value = `${id}.${sign(key, id, userName).toString('base64url')}`;
  return `${nameFor(origin)}=${value}; Max-Age=${YEAR_S}; Path=${PATH}; HttpOnly; SameSite=Strict${secure}`;
}

/** The browser's id if it is known for one of this user's, or null. */
export function knownDevice(
  key: KeyObject,
  { cookie }: IncomingHttpHeaders,
  origin: string,
  userName: string,
): string | null {
  if (cookie === undefined || cookie.length > MAX_HEADER) return null;
  const prefix = `${nameFor(origin)}=`;
  const given = cookie
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix));
  const match = /^([\w-]{22})\.([\w-]{43})$/.exec(given?.slice(prefix.length) ?? '');
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const mac = Buffer.from(match[2], 'base64url');
  return mac.length === 32 && timingSafeEqual(mac, sign(key, match[1], userName)) ? match[1] : null;
}

function sign(key: KeyObject, id: string, userName: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify(['known browser', id, userName]))
    .digest();
}
