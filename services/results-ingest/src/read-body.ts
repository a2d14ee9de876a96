import { AssayError, isNestedDeeper, MAX_NESTING } from '@assay/contracts';
import type { z } from 'zod';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON value of a body. Bytes that are not UTF-8 and text with half a surrogate pair are refused: neither
 * survives the table unchanged, so what was stored would differ from what was sent. So is what is nested deeper than
 * schemas, which recurse, can follow.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const value = decode(bytes);
  if (isNestedDeeper(value, MAX_NESTING)) throw new AssayError('bad-request', 'The body is nested too deeply.');
  if (!wellFormed(value)) throw new AssayError('bad-request', 'The body holds text that is not valid Unicode.');
  return value;
}

/** The body in its agreed form; names the first fault otherwise. */
export function checkBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.').slice(0, 120) || 'body';
  throw new AssayError('invalid-argument', `${where}: ${(issue?.message ?? 'is not valid').slice(0, 200)}`);
}

function decode(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes), refuseProto);
  } catch (error) {
    throw new AssayError('bad-request', 'The body is not JSON in UTF-8.', { cause: error });
  }
}

// `JSON.parse` makes an own property of `__proto__`, which an assignment further on would take for the prototype.
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('__proto__ is not a key');
  return value;
}

function wellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && wellFormed(inner));
}
