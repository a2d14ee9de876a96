import type { Operation } from '@assay/contracts';

const integer = (description: string) => ({ description, schema: { type: 'integer', minimum: 0 } });

/** Headers of answers, as components. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Names this request in the log. A harmless one that the client sent is taken over.',
    schema: { type: 'string' },
  },
  'RateLimit-Limit': integer('Requests that the caller may make in a period.'),
  'RateLimit-Remaining': integer('Requests that are left of them.'),
  'RateLimit-Reset': integer('Seconds until all of them are there again.'),
  'Retry-After': integer('Seconds after which it is worth to send again.'),
} as const;

type HeaderName = keyof typeof HEADERS;

const RATE_LIMIT: readonly HeaderName[] = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

/** Headers of an operation's successful answer. What is free or open to anyone says nothing of a quota. */
export function answerHeaders({ access, cost }: Operation): Record<string, unknown> {
  const counted = access !== 'anyone' && cost !== 'free';
  return refer(['X-Request-Id', ...(counted ? RATE_LIMIT : [])]);
}

/** Headers of an error with this status. */
export function errorHeaders(status: number): Record<string, unknown> {
  return refer(status === 429 || status === 503 ? ['X-Request-Id', 'Retry-After'] : ['X-Request-Id']);
}

function refer(names: readonly HeaderName[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
