import { AssayError } from '@assay/contracts';

/** Faults of a request that would fail again: a defect of ours or of the configuration. */
const LASTING = new Set(['ValidationException', 'ResourceNotFoundException', 'AccessDeniedException']);

/** Whether a write was refused by its own condition. */
export function refused(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** Runs a request. What the table did not do becomes an AssayError, except a refused condition, which is an answer. */
export async function guarded<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    if (cause instanceof AssayError || refused(cause)) throw cause;
    const name = cause instanceof Error ? cause.name : 'unknown';
    throw new AssayError(LASTING.has(name) ? 'internal' : 'transient', undefined, {
      internal: `the table did not answer: ${name}`,
      cause,
    });
  }
}
