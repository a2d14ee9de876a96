import { AssayError } from '@assay/contracts';
import { z } from 'zod';

/** `limit` of a list: 1 to `most`. */
export function limitOf(most: number, unset: number) {
  return z.coerce.number().int().min(1).max(most).default(unset);
}

/** A query or parameter by its schema; the first thing that is wrong becomes the answer. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AssayError('invalid-argument', `${issue?.path.join('.') ?? 'query'}: ${issue?.message ?? 'not valid'}`);
}
