import { PublicApiToken, UserId } from '@assay/contracts';
import type { SealedPlace } from './record-kinds.ts';

/** Longest token that is looked at, in characters; the longest of ours is a tenth of it. */
export const MAX_JWT = 4096;

const JWT = /^([\w-]+)\.([\w-]+)\.[\w-]{43}$/;

/**
 * What an unverified token claims: which key it was signed with and whose that is. Null unless it is HS256 and both
 * claims are strings of the expected form, which they must be before they go near a key of Redis or of the table.
 */
export function readClaims(jwt: string): SealedPlace | null {
  const match = jwt.length > MAX_JWT ? null : JWT.exec(jwt);
  const header = parseObject(match?.[1]);
  const payload = parseObject(match?.[2]);
  if (header === null || payload === null) return null;
  if (header.alg !== 'HS256' || 'crit' in header || !isJwt(header.typ)) return null;
  const token = PublicApiToken.safeParse(payload.public_api_token);
  const userId = UserId.safeParse(payload.UserID);
  return token.success && userId.success ? { token: token.data, userId: userId.data } : null;
}

function isJwt(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && type.toUpperCase() === 'JWT');
}

function parseObject(segment: string | undefined): Record<string, unknown> | null {
  if (segment === undefined) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
