import { AssayError, type OperationHead, type QuotaLimits } from '@assay/contracts';
import type { Arrival } from './arrival.ts';
import type { Identified } from './caller.ts';
import { type Counter, type Taken, take } from './counters.ts';
import { quotaHeaders } from './quota-headers.ts';
import type { ScriptRedis } from './redis-script.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, windowAt } from './windows.ts';

/** A quota with the name that it has in headers, and for people. */
export interface Quota extends Counter {
  /** Null: counted for information alone. */
  readonly name: string | null;
  readonly what: string;
}

/** A bound of each quota; 0: not bounded. */
export type Bounds = Readonly<Record<keyof QuotaLimits, number>>;

/** The user's own limits, and the configured ones where they have none. */
export function limitsOf(own: QuotaLimits | null, configured: QuotaLimits): Bounds {
  const of = (name: keyof QuotaLimits) => own?.[name] ?? configured[name] ?? 0;
  return {
    requestsPerMinute: of('requestsPerMinute'),
    requestsPerDay: of('requestsPerDay'),
    uploadsPerDay: of('uploadsPerDay'),
    uploadBytesPerDay: of('uploadBytesPerDay'),
  };
}

/** The counters of a user, in this order: requests of the minute, hour and day, uploads and bytes of the day. */
export function quotasOf(userId: string, limits: Bounds, now: number): Quota[] {
  const quota = (name: string | null, what: string, lengthMs: number, limit: number): Quota => {
    const window = windowAt(lengthMs, now);
    // In braces: what of a key decides where in a cluster it lies, and all of a user's must lie together.
    const key = `quota:{${userId}}:${name ?? what}:${window.name}`;
    return { name, what, key, limit, need: 0, add: 0, endsInMs: window.endsInMs };
  };
  return [
    quota('requests-per-minute', 'requests per minute', MINUTE_MS, limits.requestsPerMinute),
    quota(null, 'requests per hour', HOUR_MS, 0),
    quota('requests-per-day', 'requests per day', DAY_MS, limits.requestsPerDay),
    quota('uploads-per-day', 'uploads per day', DAY_MS, limits.uploadsPerDay),
    quota('upload-bytes-per-day', 'uploaded bytes per day', DAY_MS, limits.uploadBytesPerDay),
  ];
}

/**
 * Takes what an operation costs. The headers say what is left. Throws `quota` when it is used up, `transient` when Redis
 * is away.
 */
export async function takeQuota(
  redis: ScriptRedis,
  { caller, quotas }: Identified,
  operation: OperationHead,
  { headers }: Pick<Arrival, 'headers'>,
  { configured, now }: { configured: QuotaLimits; now: number },
): Promise<Record<string, string>> {
  if (operation.cost === 'free') return {};
  const one = (quota: Quota): Quota => ({ ...quota, need: 1, add: 1 });
  const [minute, hour, day, uploads, bytes] = quotasOf(caller.userId, limitsOf(quotas, configured), now) as [
    Quota,
    Quota,
    Quota,
    Quota,
    Quota,
  ];
  const requests = [one(minute), one(hour), one(day)];
  // The bytes are told when they are known; until then there must be room for what the client says it sends.
  const upload = [one(uploads), { ...bytes, need: declaredBytes(headers['content-length']) }];
  const all = operation.cost === 'upload' ? [...requests, ...upload] : requests;
  return orRefuse(all, await take(redis, all));
}

function orRefuse(quotas: readonly Quota[], { refused, used }: Taken): Record<string, string> {
  const headers = quotaHeaders(quotas, used);
  const over = refused === null ? undefined : quotas[refused];
  if (over === undefined) return headers;
  throw new AssayError('quota', `Quota exceeded: ${over.limit} ${over.what}.`, {
    retryAfterS: over.endsInMs / 1000,
    headers,
  });
}

function declaredBytes(length: string | undefined): number {
  const bytes = Number(length);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 1;
}

/** Adds bytes that were uploaded, which are not refused any more. */
export async function chargeBytes(redis: ScriptRedis, userId: string, bytes: number, now: number): Promise<void> {
  const quota = quotasOf(userId, limitsOf(null, {}), now)[4] as Quota;
  await take(redis, [{ ...quota, add: bytes }]);
}
