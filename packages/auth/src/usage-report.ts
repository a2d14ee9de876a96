import { type ApiUsage, AssayError, type OverallQuotas, type QuotaLimits, type UsageItem } from '@assay/contracts';
import { getUser, listUsage, type Table } from '@assay/table';
import { take } from './counters.ts';
import { limitsOf, quotasOf } from './quotas.ts';
import type { ScriptRedis } from './redis-script.ts';
import { DAY_MS } from './windows.ts';

/** What users have used and may use. Throws AssayError `transient` when Redis or the table is away. */
export interface UsageReport {
  /** The body of VirusTotal's `/users/{id}/overall_quotas`. Throws `not-found` when there is no such user. */
  overallQuotas(userId: string): Promise<OverallQuotas>;
  /**
   * The body of VirusTotal's `/users/{id}/api_usage`, of days `YYYY-MM-DD`, both included. Throws `invalid-argument` when
   * they are more than 31 or the wrong way round.
   */
  apiUsage(userId: string, from: string, to: string): Promise<ApiUsage>;
}

export interface UsageReportParts {
  readonly redis: ScriptRedis;
  readonly table: Table;
  readonly clock: () => number;
  readonly configured: QuotaLimits;
  /** Writes what this process has counted and not written yet. */
  flush(): Promise<void>;
}

/**
 * `allowed` where nothing bounds: VirusTotal's form has a number there. The largest that JSON carries exactly, because
 * clients take what is left for `allowed - used`, and bytes pass any rounder number within a day.
 */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;
const MAX_DAYS = 31;

export function createUsageReport(parts: UsageReportParts): UsageReport {
  const { redis, table, clock, configured, flush } = parts;
  return {
    async overallQuotas(userId) {
      const user = await getUser(table, userId);
      if (user === null) throw new AssayError('not-found');
      await flush();
      const limits = limitsOf(user.Quotas, configured);
      const { used } = await take(redis, quotasOf(userId, limits, clock()));
      const [, hour = 0, day = 0, uploads = 0, bytes = 0] = used;
      const today = new Date(clock()).toISOString().slice(0, 10);
      const month = sumOf(await listUsage(table, userId, `${today.slice(0, 7)}-01`, today));
      return {
        data: {
          api_requests_hourly: quota(limits.requestsPerMinute * 60, hour),
          api_requests_daily: quota(limits.requestsPerDay, day),
          api_requests_monthly: quota(limits.requestsPerDay * 30, month),
          uploads_daily: quota(limits.uploadsPerDay, uploads),
          upload_bytes_daily: quota(limits.uploadBytesPerDay, bytes),
        },
      };
    },
    async apiUsage(userId, from, to) {
      const days = daysOf(from, to);
      await flush();
      const items = new Map((await listUsage(table, userId, from, to)).map((item) => [item.FileID, item.Requests]));
      const total: Record<string, number> = {};
      for (const [operation, count] of [...items.values()].flatMap((calls) => Object.entries(calls))) {
        total[operation] = (total[operation] ?? 0) + count;
      }
      return { data: { daily: Object.fromEntries(days.map((day) => [day, items.get(day) ?? {}])), total } };
    },
  };
}

function quota(limit: number, used: number) {
  const both = { allowed: limit === 0 ? UNBOUNDED : limit, used };
  return { user: both, group: { ...both, inherited_from: null } };
}

function sumOf(items: readonly UsageItem[]): number {
  return items.flatMap(({ Requests }) => Object.values(Requests)).reduce((sum, count) => sum + count, 0);
}

function daysOf(from: string, to: string): string[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const count = (last - first) / DAY_MS + 1;
  if (!(count >= 1 && count <= MAX_DAYS)) {
    throw new AssayError('invalid-argument', `A range of at most ${MAX_DAYS} days, the first of them first.`);
  }
  return Array.from({ length: count }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10));
}
