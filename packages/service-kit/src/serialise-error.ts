import { AssayError } from '@assay/contracts';

const MAX_CAUSES = 5;

/** What a log line says of an error. Only these members: clients hang requests, commands and headers on theirs. */
export interface SerialisedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly internal?: string;
  readonly httpStatus?: number;
  readonly stack?: string;
  readonly cause?: SerialisedError;
}

/** An error for the log, without tokens and without the queries of URLs, which may be signatures. */
export function serialiseError(error: unknown, depth = 0): SerialisedError {
  if (!(error instanceof Error)) return { type: typeof error, message: scrub(String(error)) };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const internal = error instanceof AssayError ? error.internal : undefined;
  const status = $metadata?.httpStatusCode;
  return {
    type: error.name,
    message: scrub(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(internal === undefined ? {} : { internal: scrub(internal) }),
    ...(typeof status === 'number' ? { httpStatus: status } : {}),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: serialiseError(error.cause, depth + 1) }),
  };
}

function scrub(text: string): string {
  return text
    .slice(0, 8192)
    .replaceAll(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[token]')
    .replaceAll(/(https?:\/\/[^\s"'?]+)\?[^\s"']*/g, '$1?[query]')
    .replaceAll(/(\w+:\/\/)[^\s/@"']+@/g, '$1[credentials]@');
}
