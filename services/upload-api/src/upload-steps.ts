import { AssayError, type UploadStep } from '@assay/contracts';

/** Runs the steps of one upload, so that whatever fails is named once: in the answer, the log and a metric. */
export interface UploadSteps {
  /** Runs a part of a step; what it throws comes out as an AssayError whose message names the step. */
  run<T>(step: UploadStep, work: () => Promise<T>): Promise<T>;
  /** The error to throw for a fault of this step; of several in one upload only the first is reported. */
  failed(step: UploadStep, cause: unknown): AssayError;
}

/** `report` is told of the first failure, with its cause. */
export function createUploadSteps(report: (step: UploadStep, error: AssayError) => void): UploadSteps {
  const named = new WeakSet<AssayError>();
  let reported = false;

  function failed(step: UploadStep, cause: unknown): AssayError {
    if (cause instanceof AssayError && named.has(cause)) return cause;
    const error = nameStep(step, cause);
    named.add(error);
    if (!reported) report(step, error);
    reported = true;
    return error;
  }

  return {
    failed,
    async run(step, work) {
      try {
        return await work();
      } catch (cause) {
        throw failed(step, cause);
      }
    },
  };
}

/** What went wrong, for the caller: at which step, and nothing of a store's or table's insides. */
export function nameStep(step: UploadStep, cause: unknown): AssayError {
  if (!(cause instanceof AssayError)) {
    // What store, table or topic throw is theirs to mend, so the client is asked to try again.
    return new AssayError('transient', `step ${step} failed: temporarily unavailable; try again.`, {
      internal: cause instanceof Error ? cause.message : String(cause),
      cause,
      retryAfterS: 5,
    });
  }
  return new AssayError(
    cause.kind,
    /\bstep \w+ failed/.test(cause.message) ? cause.message : `step ${step} failed: ${cause.message}`,
    {
      ...(cause.internal === undefined ? {} : { internal: cause.internal }),
      ...(cause.cause === undefined ? {} : { cause: cause.cause }),
      ...(cause.retryAfterS === undefined ? {} : { retryAfterS: cause.retryAfterS }),
      headers: cause.headers,
    },
  );
}
