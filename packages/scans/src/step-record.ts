import { AssayError } from '@assay/contracts';

/** Runs the step `record` and names it in what it throws. */
export async function recorded<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof AssayError && cause.kind !== 'transient' && cause.kind !== 'internal') throw cause;
    const known = cause instanceof AssayError ? cause : null;
    throw new AssayError(known?.kind ?? 'internal', 'step record failed', {
      cause,
      internal: known?.internal ?? known?.message ?? 'an unexpected fault',
      ...(known?.retryAfterS === undefined ? {} : { retryAfterS: known.retryAfterS }),
    });
  }
}
