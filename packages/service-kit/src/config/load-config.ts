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
  const faults = Object.entries(schema.shape).flatMap(([name, type]) => faultsOf(name, type as z.ZodType, given[name]));
  if (faults.length === 0) {
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    faults.push(...parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`));
  }
  throw new ConfigError(faults);
}

function faultsOf(name: string, type: z.ZodType, value: string | undefined): string[] {
  const issues = issuesOf(type, value);
  if (issues.length > 0 && value === undefined) return [`${name} is missing`];
  return issues.map(({ path, message }) => {
    // A message never repeats what was given: it may be a secret in the wrong place.
    const text = value !== undefined && message.includes(value) ? 'is not valid' : message;
    return `${[name, ...path.map(String)].join('.')}: ${text}`;
  });
}

function issuesOf(type: z.ZodType, value: string | undefined): { path: PropertyKey[]; message: string }[] {
  try {
    return type.safeParse(value).error?.issues ?? [];
  } catch {
    // A transformation that throws says what it choked on.
    return [{ path: [], message: 'is not valid' }];
  }
}
