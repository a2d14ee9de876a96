import type { z } from 'zod';

/** Which members are wrong and how; never what they hold, because some are secrets. */
export function faultsOf(error: z.ZodError): string {
  return error.issues.map(({ path, code }) => `${path.map(String).join('.') || 'it'} (${code})`).join(', ');
}
