import { AssayError } from '@assay/contracts';

/** Runs a command of Redis; throws AssayError `transient` when Redis is away. `what` is for operators. */
export async function orTransient<T>(what: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw new AssayError('transient', undefined, { internal: `${what} did not answer`, cause });
  }
}
