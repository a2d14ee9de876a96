import type { Quota } from './quotas.ts';

/**
 * What is left, for the caller to read: `x-assay-quota-<name>: limit=…, remaining=…, reset=…` of every quota that is
 * bounded (`reset` in seconds), and the first of them once more as `RateLimit-Limit`, `-Remaining` and `-Reset`.
 */
export function quotaHeaders(quotas: readonly Quota[], used: readonly number[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [at, { name, limit, endsInMs }] of quotas.entries()) {
    if (name === null || limit === 0) continue;
    const remaining = Math.max(0, limit - (used[at] ?? 0));
    const resetS = Math.ceil(endsInMs / 1000);
    headers[`x-assay-quota-${name}`] = `limit=${limit}, remaining=${remaining}, reset=${resetS}`;
    headers['ratelimit-limit'] ??= String(limit);
    headers['ratelimit-remaining'] ??= String(remaining);
    headers['ratelimit-reset'] ??= String(resetS);
  }
  return headers;
}
