import {
  analysisId,
  coverage,
  type ScanBrief,
  type ScanDetail,
  type ScanEngine,
  type ScanItem,
} from '@assay/contracts';
import { type EngineView, readable, type ScanView } from '@assay/scans';
import type { z } from 'zod';

/** A scan in a list. */
export function scanBrief(scan: ScanItem): z.infer<typeof ScanBrief> {
  return { scanid: scan.ScanID, timestamp: scan.Created, status: readable(scan) };
}

/** A scan with each of its engines, also while it runs. */
export function scanDetail(scan: ScanView): z.infer<typeof ScanDetail> {
  const answers = scan.engines.map((engine) => ({
    kind: engine.expected.Kind,
    // An engine that has not answered has not completed.
    outcome: engine.outcome ?? 'unavailable',
    verdict: engine.verdict,
  }));
  return {
    scanid: scan.scanId,
    timestamp: scan.created,
    status: scan.status,
    analysis_id: analysisId(scan.md5, scan.scanId),
    completed: scan.completed,
    began: { by: scan.began.By, who: scan.began.Who },
    verdict: scan.verdict,
    engines_expected: scan.engines.length,
    engines_answered: scan.engines.filter((engine) => engine.outcome !== null).length,
    detecting: coverage(answers),
    engines: scan.engines.map(scanEngine),
  };
}

export function scanEngine(view: EngineView): ScanEngine {
  return {
    engine: view.engine,
    name: view.expected.Name,
    kind: view.expected.Kind,
    pool: view.expected.Pool,
    outcome: view.outcome,
    verdict: view.verdict,
    label: view.label,
    message: view.message,
    engine_version: view.versions?.engine ?? null,
    package_version: view.versions?.package ?? null,
    signature_version: view.versions?.signatures ?? null,
    signature_date: view.versions?.signatures_date ?? null,
    started: view.startedAt,
    duration_ms: view.durationMs,
    cached_from: view.cachedFrom === null ? null : { scanid: view.cachedFrom.scanId, at: view.cachedFrom.at },
  };
}
