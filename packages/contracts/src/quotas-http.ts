import { z } from 'zod';

const Used = z.object({
  allowed: z.int().min(0).describe('9,007,199,254,740,991 where nothing bounds it.'),
  used: z.int().min(0),
});

/** One quota in VirusTotal's form. There are no groups: what it calls the group's is the user's own. */
const Quota = z.object({ user: Used, group: Used.extend({ inherited_from: z.string().nullable() }) });

/** `GET /users/{id}/overall_quotas`. Hours, days and months begin by the clock, in UTC. */
export const OverallQuotas = z
  .object({
    data: z.object({
      api_requests_hourly: Quota,
      api_requests_daily: Quota,
      api_requests_monthly: Quota,
      uploads_daily: Quota,
      upload_bytes_daily: Quota,
    }),
  })
  .meta({ id: 'OverallQuotas' });
export type OverallQuotas = z.infer<typeof OverallQuotas>;

const Counts = z.record(z.string(), z.int().min(0)).describe('Operation → calls.');

/** `GET /users/{id}/api_usage`: calls by day (`YYYY-MM-DD`) and operation, and all of them together. */
export const ApiUsage = z.object({ data: z.object({ daily: z.record(z.iso.date(), Counts), total: Counts }) }).meta({
  id: 'ApiUsage',
  example: {
    data: { daily: { '2026-11-23': {}, '2026-11-24': { getFile: 12, search: 2 } }, total: { getFile: 12, search: 2 } },
  },
});
export type ApiUsage = z.infer<typeof ApiUsage>;
