import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_MS } from './begin-session.ts';

/**
 * Browsers keep `__Host-` cookies from every other host and from plain HTTP, so nobody beside us can plant one. Over plain
 * HTTP, as on the own machine, they would not take it.
 */
const nameFor = (origin: string) => (origin.startsWith('https:') ? '__Host-assay' : 'assay');
const attributesFor = (origin: string) =>
  `Path=/; HttpOnly; SameSite=Strict${origin.startsWith('https:') ? '; Secure' : ''}`;

/** The value of `Set-Cookie` that gives a session to the browser that reaches us under `origin`. */
export function sessionCookie(origin: string, secret: string): string {
  return `${nameFor(origin)}=${secret}; Max-Age=${SESSION_MS / 1000}; ${attributesFor(origin)}`;
}

/** The value of `Set-Cookie` that takes it away. */
export function noSessionCookie(origin: string): string {
  return `${nameFor(origin)}=; Max-Age=0; ${attributesFor(origin)}`;
}

/** Longer ones hold more than we ever set. */
const MAX_HEADER = 8192;

/**
 * What the session cookie of this request holds, or null. A cookie that is there twice does not count: one of the two is
 * not ours.
 */
export function readSessionCookie({ cookie }: IncomingHttpHeaders, origin: string): string | null {
  if (cookie === undefined || cookie.length > MAX_HEADER) return null;
  const prefix = `${nameFor(origin)}=`;
  const values = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  const value = values.length === 1 ? values[0]?.slice(prefix.length) : undefined;
  return value === undefined || value === '' ? null : value;
}
