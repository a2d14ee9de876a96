import { AssayError } from '@assay/contracts';
import type { z } from 'zod';

/** The input in its agreed form; throws AssayError `invalid-argument` naming the first fault. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.').slice(0, 120) ?? '';
  const what = issue?.message.slice(0, 200) ?? 'is not valid';
  throw new AssayError('invalid-argument', where === '' ? what : `${where}: ${what}`);
}
