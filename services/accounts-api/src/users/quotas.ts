import type { QuotaLimits, UserQuotas } from '@assay/contracts';

const NAMES = {
  requests_per_minute: 'requestsPerMinute',
  requests_per_day: 'requestsPerDay',
  uploads_per_day: 'uploadsPerDay',
  upload_bytes_per_day: 'uploadBytesPerDay',
} as const;

const PAIRS = Object.entries(NAMES) as [keyof UserQuotas, keyof QuotaLimits][];

/** In the table and in the configuration, where the API says null. */
const UNBOUNDED = 0;

/** Quotas as the table and sealed records hold them. */
export function quotaLimits(quotas: UserQuotas): QuotaLimits {
  const given = PAIRS.filter(([name]) => quotas[name] !== undefined);
  return Object.fromEntries(given.map(([name, ours]) => [ours, quotas[name] ?? UNBOUNDED]));
}

/** Quotas as the API shows them. */
export function shownQuotas(limits: QuotaLimits): UserQuotas {
  const given = PAIRS.filter(([, ours]) => limits[ours] !== undefined);
  return Object.fromEntries(given.map(([name, ours]) => [name, limits[ours] === UNBOUNDED ? null : limits[ours]]));
}
