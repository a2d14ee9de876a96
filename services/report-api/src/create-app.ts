import type { KeyObject } from 'node:crypto';
import type { CallerGate } from '@assay/auth';
import { type LiveReader, NO_COPIES, type ReportCopies } from '@assay/events';
import type { SampleStore } from '@assay/samples';
import type { Catalogue } from '@assay/scans';
import type { SearchReader } from '@assay/search';
import { createService, type Logger, type Metrics, openCursor, signCursor } from '@assay/service-kit';
import type { Table } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { createDownloadLinks } from './downloads/download-links.ts';
import { createZipJobs, type ZipStore } from './downloads/zip-jobs.ts';
import { createOwnReports } from './files/own-reports.ts';
import { createStreamSlots } from './live/stream-slots.ts';
import { DEFAULT_REPORT_LIMITS, type ReportApp, type ReportLimits } from './report-app.ts';
import { reportRoutes } from './report-routes.ts';

export const NAME = 'report-api';

export interface AppParts {
  readonly table: Table;
  readonly samples: SampleStore;
  readonly live: LiveReader;
  readonly catalogue: Catalogue;
  /** Short-lived copies of reports; without them each read is one of the table. Whoever writes files tells them. */
  readonly copies?: ReportCopies | undefined;
  /** Null or absent: searches answer 503, everything else works. */
  readonly search?: SearchReader | null | undefined;
  readonly gate: CallerGate;
  /** Signs cursors and download addresses, and keeps archives; the same in every replica. */
  readonly cursorKey: KeyObject;
  /** Keeps for an hour what archives were asked for. */
  readonly redis: ZipStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly publicUrl?: string | undefined;
  /** Proxies whose `X-Forwarded-*` count; none when absent. */
  readonly trustProxy?: string[] | undefined;
  /** Tests only: an answer that is not as its operation declares is a 500 that says why. */
  readonly checkAnswers?: boolean | undefined;
  readonly limits?: Partial<ReportLimits>;
  now(): Date;
}

/** report-api on given parts; constructs no client and does not listen. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { table, samples, live, catalogue, gate, cursorKey, logger, metrics, now } = parts;
  const app = createService({
    name: NAME,
    logger,
    metrics,
    publicUrl: parts.publicUrl,
    trustProxy: parts.trustProxy,
    checkAnswers: parts.checkAnswers,
  });
  const limits = { ...DEFAULT_REPORT_LIMITS, ...parts.limits };
  const report: Omit<ReportApp, 'ownReports'> = {
    table,
    samples,
    live,
    catalogue,
    copies: parts.copies ?? NO_COPIES,
    search: parts.search ?? null,
    gate,
    now,
    scans: { table, samples, live, logger },
    limits,
    links: createDownloadLinks(cursorKey, now),
    zips: createZipJobs(parts.redis, cursorKey),
    waits: createStreamSlots(limits.waitsPerUser),
    cursors: {
      sign: (bound, place) => signCursor(cursorKey, bound, place),
      open: (bound, cursor) => openCursor(cursorKey, bound, cursor),
    },
  };
  await app.register(reportRoutes, { ...report, ownReports: createOwnReports(report) });
  return app;
}
