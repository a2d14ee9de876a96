import { AssayError } from '@assay/contracts';

/** What the AWS SDK throws for a request that would fail again: a defect of ours. */
const DEFECTS = new Set(['ValidationException', 'SerializationException', 'InvalidParameterException']);

/** What a client of ours throws when the other side is away, slow, or this machine has run out of something. */
const CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|ESOCKETTIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EMFILE|ENFILE|ENOSPC|EDQUOT|EIO|UND_ERR_\w+|NR_CLOSED|ABORT_ERR|ERR_STREAM_PREMATURE_CLOSE)$/;
const NAMES = /^(AbortError|TimeoutError|NetworkingError|MaxRetriesPerRequestError|ReplyError)$/;
// ioredis gives these neither a code nor a name.
const REDIS_MESSAGES = /^(Connection is closed\.|Command timed out|Stream isn't writeable and enableOfflineQueue)/;

/** Any thrown value as the answer it means for the caller. What nobody foresaw is `internal`. */
export function classifyError(error: unknown): AssayError {
  if (error instanceof AssayError) return error;
  const foreseen = error instanceof Error ? (fromFramework(error) ?? fromDependency(error)) : null;
  return foreseen ?? new AssayError('internal', undefined, { cause: error });
}

/** Fastify and its plugins mark their errors; another error's `statusCode` is not for our callers. */
function fromFramework(error: Error & { code?: unknown; statusCode?: unknown }): AssayError | null {
  const { code, statusCode } = error;
  if (typeof code !== 'string' || !code.startsWith('FST_') || typeof statusCode !== 'number') return null;
  if (statusCode >= 500) return null;
  if (statusCode === 413) return new AssayError('too-large', 'The body is larger than the limit.', { cause: error });
  if (code === 'FST_ERR_VALIDATION') return new AssayError('invalid-argument', undefined, { cause: error });
  return new AssayError('bad-request', TEXTS[code], { cause: error });
}

const TEXTS: Record<string, string> = {
  FST_ERR_BAD_URL: 'The path is not a valid URL.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is too long.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The Content-Type is not one this route takes.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is shorter or longer than its Content-Length.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON.',
};

function fromDependency(error: Error): AssayError | null {
  for (const each of causes(error)) {
    if (each instanceof AssayError) return each;
    if (isTransient(each)) return new AssayError('transient', undefined, { cause: error });
  }
  return null;
}

function isTransient(error: Error & { code?: unknown; $fault?: unknown; $metadata?: unknown }): boolean {
  if (error.$metadata !== undefined || error.$fault !== undefined) return !DEFECTS.has(error.name);
  if (typeof error.code === 'string' && CODES.test(error.code)) return true;
  // A Unix socket that is not there.
  if (error.code === 'ENOENT' && (error as { syscall?: unknown }).syscall === 'connect') return true;
  return NAMES.test(error.name) || REDIS_MESSAGES.test(error.message);
}

/** The error and what it was caused by; of several attempts to connect, each. */
function causes(error: Error): Error[] {
  const found: Error[] = [];
  const add = (each: unknown) => {
    if (!(each instanceof Error) || found.includes(each) || found.length >= 8) return;
    found.push(each);
    if (each instanceof AggregateError) each.errors.forEach(add);
    add(each.cause);
  };
  add(error);
  return found;
}
