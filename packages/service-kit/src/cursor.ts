import type { KeyObject } from 'node:crypto';

/** What a cursor is good for. `query` is what, besides the cursor and the limit, decides the list. */
export interface CursorScope {
  readonly route: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly userId: string;
}

/** An opaque cursor that carries `value` (JSON) and is good for this scope only. */
export function signCursor(_key: KeyObject, _scope: CursorScope, _value: unknown): string {
  throw new Error('not there yet');
}

/** What `signCursor` was given; throws AssayError `invalid-argument` for anything else. */
export function openCursor(_key: KeyObject, _scope: CursorScope, _cursor: string): unknown {
  throw new Error('not there yet');
}
