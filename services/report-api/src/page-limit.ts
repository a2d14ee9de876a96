import { z } from 'zod';

/** `limit` of a list: 1 to `most`. */
export function limitOf(most: number, unset: number) {
  return z.coerce.number().int().min(1).max(most).default(unset);
}
