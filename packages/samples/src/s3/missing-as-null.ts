/** What S3 answers, or null when there is no such object. Other faults, a missing bucket too, are thrown. */
export async function missingAsNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    // HEAD has no body, so its error has only the status and this name.
    if (error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound')) return null;
    throw error;
  }
}

/** What S3 answers, or null from a store that does not know the operation, as many that are like S3 do not. */
export async function unknownAsNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && UNKNOWN_OPERATION.has(error.name)) return null;
    if (statusOf(error) === 501 || statusOf(error) === 405) return null;
    throw error;
  }
}

const UNKNOWN_OPERATION = new Set(['NotImplemented', 'MethodNotAllowed', 'UnsupportedOperation']);

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
