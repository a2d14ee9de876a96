import { z } from 'zod';

/** A secret HMAC key of at least 32 bytes in hex, as `createSecretKey(value, 'hex')` takes it. */
export function hexKey(description: string) {
  return z
    .string()
    .regex(/^([0-9a-f]{2}){32,}$/i, 'must be at least 64 hex digits, an even number of them')
    .meta({ secret: true, description });
}

/** Values separated by commas, at most 64; none when absent. */
export function list<Each extends z.ZodType<unknown, string>>(each: Each) {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(each).max(64));
}

/** A JSON text of at most `most` characters in one variable. */
export function json<Schema extends z.ZodType>(schema: Schema, most = 65_536) {
  return z
    .string()
    .max(most)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
