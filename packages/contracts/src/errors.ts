/**
 * Every error that a caller can see: HTTP status, VirusTotal's code and the public text. The reference page
 * `docs/errors.md` is checked against this table in both directions.
 */
export const ERRORS = {
  'bad-request': { status: 400, code: 'BadRequestError', text: 'The request is malformed.' },
  'invalid-argument': { status: 400, code: 'InvalidArgumentError', text: 'A parameter is not valid.' },
  'no-credentials': { status: 401, code: 'AuthenticationRequiredError', text: 'X-Apikey header is missing' },
  'wrong-credentials': { status: 401, code: 'WrongCredentialsError', text: 'Wrong API key' },
  'user-not-active': { status: 401, code: 'UserNotActiveError', text: 'The user is not active.' },
  'password-required': {
    status: 403,
    code: 'PasswordRequiredError',
    text: 'Give your password again first; who has none signs in at the OpenID provider again.',
  },
  forbidden: {
    status: 403,
    code: 'ForbiddenError',
    text: 'You are not authorized to perform the requested operation',
  },
  'not-found': { status: 404, code: 'NotFoundError', text: 'Resource not found.' },
  'already-exists': { status: 409, code: 'AlreadyExistsError', text: 'The resource already exists.' },
  conflict: { status: 409, code: 'ConflictError', text: 'The request does not fit the state of the resource.' },
  'too-slow': { status: 408, code: 'BadRequestError', text: 'The body stopped arriving.' },
  'too-large': { status: 413, code: 'BadRequestError', text: 'The file is larger than the limit.' },
  'unsupported-content-query': {
    status: 400,
    code: 'UnsupportedContentQueryError',
    text: 'Searching the content of files is not supported.',
  },
  'not-available-yet': { status: 400, code: 'NotAvailableYet', text: 'The resource is not available yet.' },
  quota: { status: 429, code: 'QuotaExceededError', text: 'Quota exceeded.' },
  busy: { status: 429, code: 'TooManyRequestsError', text: 'Too many requests at once; try again shortly.' },
  internal: { status: 500, code: 'InternalError', text: 'Something went wrong on our side.' },
  transient: { status: 503, code: 'TransientError', text: 'Temporarily unavailable; try again.' },
  'no-search': { status: 503, code: 'TransientError', text: 'Search does not answer now; look-up by hash does.' },
  'too-long': {
    status: 504,
    code: 'DeadlineExceededError',
    text: 'The search took too long and was given up; ask for less.',
  },
  'no-engines': { status: 503, code: 'TransientError', text: 'No engine is enabled, so nothing could be scanned.' },
} as const;

export type ErrorKind = keyof typeof ERRORS;

/** Steps of an upload; the one that failed is named in the error's text, the log and a metric. */
export const UPLOAD_STEPS = ['authenticate', 'receive', 'hash', 'store', 'record', 'publish'] as const;
export type UploadStep = (typeof UPLOAD_STEPS)[number];

export interface ErrorDetails {
  readonly internal?: string;
  readonly cause?: unknown;
  readonly retryAfterS?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A failure with an answer for the caller. `message` is public; what only operators may read goes into
 * `internal` and `cause`, which are logged and never sent.
 */
export class AssayError extends Error {
  readonly kind: ErrorKind;
  readonly internal: string | undefined;
  readonly retryAfterS: number | undefined;
  /** Sent with the answer: what is left of a quota. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ErrorKind, message?: string, more?: ErrorDetails) {
    super(message ?? ERRORS[kind].text, more?.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AssayError';
    this.kind = kind;
    this.internal = more?.internal;
    this.retryAfterS = more?.retryAfterS;
    this.headers = more?.headers ?? {};
  }

  get status(): number {
    return ERRORS[this.kind].status;
  }

  get code(): string {
    return ERRORS[this.kind].code;
  }
}
