import { type CatalogueEngine, type EngineItem, operations } from '@assay/contracts';
import { addOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { ReportApp } from '../report-app.ts';

/** `GET /api/v1/engines`: every engine of every pool, whether it is up, and with what it looks. */
export function listEnginesRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.listEngines, async ({ origin, request }) => {
    const silentBefore = report.now().getTime() - report.limits.engineSilenceMs;
    const data = (await report.catalogue.engines()).map((engine) => catalogueEngine(engine, silentBefore));
    return { data, meta: { count: data.length }, links: { self: requestUrl(origin, request) } };
  });
}

function catalogueEngine(item: EngineItem, silentBefore: number): z.infer<typeof CatalogueEngine> {
  const { Reported: reported } = item;
  const silent = Date.parse(item.LastSeen) < silentBefore;
  return {
    engine: item.Engine,
    name: reported.name,
    kind: reported.kind,
    pool: item.Pool,
    enabled: item.Enabled,
    available: reported.available && !silent,
    reason: silent ? `No worker of the pool has reported since ${item.LastSeen}.` : reported.reason,
    notes: reported.notes,
    engine_version: reported.versions?.engine ?? null,
    package_version: reported.versions?.package ?? null,
    signature_version: reported.versions?.signatures ?? null,
    signature_date: reported.versions?.signatures_date ?? null,
    confinement: reported.confinement,
    last_seen: item.LastSeen,
  };
}
