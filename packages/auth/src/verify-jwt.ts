import type { KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { FoundKey } from './find-key.ts';

/** How far a caller's clock may run before ours, in seconds. */
const CLOCK_LEEWAY_S = 10;

/** Whether the signature is this key's. Takes the same time for any key. */
export function signedBy(jwt: string, key: KeyObject, nowS: number): Record<string, unknown> | null {
  try {
    const payload = jsonwebtoken.verify(jwt, key, {
      algorithms: ['HS256'],
      clockTimestamp: nowS,
      // Checked below: the library has one leeway for `nbf` and `exp`, and none for `iat`.
      ignoreNotBefore: true,
      ignoreExpiration: true,
    });
    return typeof payload === 'object' && !Array.isArray(payload) ? payload : null;
  } catch {
    return null;
  }
}

/** Whether the verified claims are this key's and hold now. */
export function holds(claims: Record<string, unknown>, { record }: FoundKey, nowS: number): boolean {
  const { public_api_token, UserID, exp, nbf, iat } = claims;
  if (public_api_token !== record.token || UserID !== record.userId) return false;
  if (exp === undefined && record.requireExp) return false;
  if (exp !== undefined && !(typeof exp === 'number' && exp > nowS)) return false;
  return [nbf, iat].every((from) => from === undefined || (typeof from === 'number' && from <= nowS + CLOCK_LEEWAY_S));
}
