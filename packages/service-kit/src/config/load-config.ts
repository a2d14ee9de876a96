import type { z } from 'zod';

/** Names every fault of the environment; never holds a value of it. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${faults.join('; ')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * The configuration, read once. The schema's keys are the variables' names; an empty variable counts as absent.
 * Throws ConfigError with all faults at once.
 */
export function loadConfig<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = env[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => fault(issue, given)));
}

function fault(issue: z.core.$ZodIssue, given: Readonly<Record<string, string>>): string {
  const name = String(issue.path[0] ?? 'environment');
  const value = given[name];
  if (value === undefined) return `${name} is missing`;
  // A message never repeats what was given: it may be a secret in the wrong place.
  const message = issue.message.includes(value) ? 'is not valid' : issue.message;
  return `${issue.path.map(String).join('.')}: ${message}`;
}
