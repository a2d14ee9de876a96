import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { AssayError } from '@assay/contracts';

/** What a cursor is good for. `query` is what, besides the cursor and the limit, decides the list. */
export interface CursorScope {
  readonly route: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly userId: string;
}

const MAX_CURSOR = 4096;

/** An opaque cursor that carries `value` (JSON) and is good for this scope only. */
export function signCursor(key: KeyObject, scope: CursorScope, value: unknown): string {
  const text = JSON.stringify(value);
  return `${Buffer.from(text, 'utf8').toString('base64url')}.${mac(key, scope, text).toString('base64url')}`;
}

/** What `signCursor` was given; throws AssayError `invalid-argument` for anything else. */
export function openCursor(key: KeyObject, scope: CursorScope, cursor: string): unknown {
  const match = cursor.length > MAX_CURSOR ? null : /^([\w-]+)\.([\w-]{43})$/.exec(cursor);
  const text = Buffer.from(match?.[1] ?? '', 'base64url').toString('utf8');
  const given = Buffer.from(match?.[2] ?? '', 'base64url');
  const expected = mac(key, scope, text);
  if (match === null || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AssayError('invalid-argument', 'The cursor is not valid here.');
  }
  return JSON.parse(text);
}

function mac(key: KeyObject, scope: CursorScope, text: string): Buffer {
  const query = Object.entries(scope.query)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha256', key)
    .update(JSON.stringify(['cursor', scope.route, query, scope.userId, text]))
    .digest();
}
