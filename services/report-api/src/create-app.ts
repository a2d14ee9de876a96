import type { KeyObject } from 'node:crypto';
import type { CallerGate } from '@assay/auth';
import { type Operation, operations } from '@assay/contracts';
import type { LiveReader } from '@assay/events';
import type { SampleStore } from '@assay/samples';
import type { Catalogue } from '@assay/scans';
import type { SearchReader } from '@assay/search';
import {
  annotate,
  baseUrl,
  createService,
  type Logger,
  type Metrics,
  openCursor,
  signCursor,
} from '@assay/service-kit';
import type { Table } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_REPORT_LIMITS, type ReportApp, type ReportLimits } from './report-app.ts';
import { reportRoutes } from './report-routes.ts';

export interface AppParts {
  readonly table: Table;
  readonly samples: SampleStore;
  readonly live: LiveReader;
  readonly catalogue: Catalogue;
  /** Null or absent: searches answer 503, everything else works. */
  readonly search?: SearchReader | null | undefined;
  readonly gate: CallerGate;
  readonly cursorKey: KeyObject;
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
    name: 'report-api',
    logger,
    metrics,
    publicBaseUrl: parts.publicUrl,
    trustProxy: parts.trustProxy,
    checkAnswers: parts.checkAnswers,
  });
  const report: ReportApp = {
    table,
    samples,
    live,
    catalogue,
    search: parts.search ?? null,
    gate,
    now,
    baseUrl,
    scans: { table, samples, live },
    limits: { ...DEFAULT_REPORT_LIMITS, ...parts.limits },
    cursors: {
      sign: (bound, place) => signCursor(cursorKey, bound, place),
      open: (bound, cursor) => openCursor(cursorKey, bound, cursor),
    },
    async authenticate(request) {
      const { headers, method, ip } = request;
      const arrival = { headers, method, ip, origin: baseUrl(request) };
      const { caller } = await gate.admit(arrival, operations.getFile as unknown as Operation);
      annotate(request, { userId: caller.userId });
      return caller;
    },
  };
  await app.register(reportRoutes, report);
  return app;
}
