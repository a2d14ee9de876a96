import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** One sign-in at the provider, from sending a browser there until it comes back. */
export interface Flow {
  /** Given to the provider, and to the browser in a cookie: only the browser that was sent can come back. */
  readonly state: string;
  /** Comes back inside the ID token. */
  readonly nonce: string;
  /** PKCE's; the provider sees its digest, and it itself only with the code. */
  readonly verifier: string;
}

const LONGEST_MS = 600_000;
const STATE = /^(\d{13})\.([\w-]{22})\.([\w-]{43})$/;
const PATH = '/api/v1/sessions/openid';
const COOKIE = 'assay-openid';
const MAX_HEADER = 8192;

/** A new flow. Everything in it follows from the state and our key, so that nothing has to be kept in between. */
export function newFlow(key: KeyObject, now: number): Flow {
  const head = `${now}.${randomBytes(16).toString('base64url')}`;
  return flowOf(key, `${head}.${derive(key, 'state', head)}`);
}

/** The flow of this state, or null when we did not begin it, or too long ago. */
export function resumeFlow(key: KeyObject, state: string, now: number): Flow | null {
  const match = STATE.exec(state);
  if (match === null) return null;
  const [, began = '', random, mac = ''] = match;
  const expected = Buffer.from(derive(key, 'state', `${began}.${random}`), 'base64url');
  const given = Buffer.from(mac, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const age = now - Number(began);
  return age >= 0 && age <= LONGEST_MS ? flowOf(key, state) : null;
}

function flowOf(key: KeyObject, state: string): Flow {
  return { state, nonce: derive(key, 'nonce', state), verifier: derive(key, 'verifier', state) };
}

function derive(key: KeyObject, what: string, text: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['openid', what, text]))
    .digest('base64url');
}

/** Lax, because the browser comes back from another site. */
export function flowCookie(origin: string, state: string): string {
  return `${COOKIE}=${state}; Max-Age=${LONGEST_MS / 1000}; ${attributes(origin)}`;
}

export function noFlowCookie(origin: string): string {
  return `${COOKIE}=; Max-Age=0; ${attributes(origin)}`;
}

function attributes(origin: string): string {
  return `Path=${PATH}; HttpOnly; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`;
}

/** The state that this browser was sent away with. */
export function cookieState({ cookie }: IncomingHttpHeaders): string | null {
  if (cookie === undefined || cookie.length > MAX_HEADER) return null;
  const pairs = cookie.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? null;
}
