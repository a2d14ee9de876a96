import type { Operation } from '@assay/contracts';

const quota = (what: string) => ({
  description: `What is left of the caller's ${what}, where there is a bound: \`limit=…, remaining=…, reset=…\`, reset in seconds.`,
  schema: { type: 'string', pattern: '^limit=\\d+, remaining=\\d+, reset=\\d+$' },
  example: 'limit=6000, remaining=5999, reset=41',
});

const integer = (description: string, example: number) => ({
  description,
  schema: { type: 'integer', minimum: 0 },
  example,
});

/** Headers of answers, as components. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Names this request in the log. A harmless one that the client sent is taken over.',
    schema: { type: 'string' },
    example: '0b6d4c7e-3a41-4f0e-9d57-3f3f6f1f8b52',
  },
  'RateLimit-Limit': integer('Of the first of these bounds once more: how many there are in a period.', 6000),
  'RateLimit-Remaining': integer('How many of them are left.', 5999),
  'RateLimit-Reset': integer('Seconds until all of them are there again.', 41),
  'X-Assay-Quota-Requests-Per-Minute': quota('requests per minute'),
  'X-Assay-Quota-Requests-Per-Day': quota('requests per day'),
  'X-Assay-Quota-Uploads-Per-Day': quota('uploads per day'),
  'X-Assay-Quota-Upload-Bytes-Per-Day': quota('uploaded bytes per day'),
  Location: { description: 'Where to go on.', schema: { type: 'string', format: 'uri' } },
  'Content-Range': {
    description: 'Which piece of how many bytes.',
    schema: { type: 'string' },
    example: 'bytes 0-1023/4096',
  },
  'Retry-After': {
    description: 'Seconds after which it is worth to send again.',
    schema: { type: 'integer', minimum: 1 },
    example: 5,
  },
} as const;

type HeaderName = keyof typeof HEADERS;

const REQUESTS: readonly HeaderName[] = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Assay-Quota-Requests-Per-Minute',
  'X-Assay-Quota-Requests-Per-Day',
];
const UPLOADS: readonly HeaderName[] = ['X-Assay-Quota-Uploads-Per-Day', 'X-Assay-Quota-Upload-Bytes-Per-Day'];

/** Headers of an operation's successful answer. What is free or open to anyone says nothing of a quota. */
export function answerHeaders({ access, cost }: Operation): Record<string, unknown> {
  if (access === 'anyone' || cost === 'free') return refer(['X-Request-Id']);
  return refer(['X-Request-Id', ...REQUESTS, ...(cost === 'upload' ? UPLOADS : [])]);
}

/** Headers of a success with this status alone. */
export function headersOfStatus(status: number): Record<string, unknown> {
  if (status === 303) return refer(['Location']);
  return status === 206 ? refer(['Content-Range']) : {};
}

/** Headers of an error with this status. */
export function errorHeaders(status: number): Record<string, unknown> {
  return refer(status === 429 || status === 503 ? ['X-Request-Id', 'Retry-After'] : ['X-Request-Id']);
}

function refer(names: readonly HeaderName[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
