import type { LiveEvent } from '@assay/contracts';
import type { LiveWriter } from '@assay/events';
import { Counter, type Registry } from 'prom-client';

export type IngestMetrics = ReturnType<typeof createIngestMetrics>;

/** What operators watch of the life of scans. */
export function createIngestMetrics(registry: Registry) {
  const registers = [registry];
  return {
    claims: new Counter({
      name: 'assay_claims_total',
      help: 'Answers to claims by pool and answer: claimed, leased or gone.',
      labelNames: ['pool', 'answer'],
      registers,
    }),
    outcomes: new Counter({
      name: 'assay_engine_outcomes_total',
      help: 'Recorded answers of engines by engine, outcome and verdict (`none` without one).',
      labelNames: ['engine', 'outcome', 'verdict'],
      registers,
    }),
    standing: new Counter({
      name: 'assay_results_not_recorded_total',
      help: 'Posted results that changed nothing, because an earlier answer stands.',
      labelNames: ['pool'],
      registers,
    }),
    scans: new Counter({
      name: 'assay_scans_total',
      help: 'Scans that reached a state here: in-progress, or complete with the verdict of the file.',
      labelNames: ['status', 'verdict'],
      registers,
    }),
    swept: new Counter({
      name: 'assay_sweep_items_total',
      help: 'Scans and accounts of the Due index that were worked on.',
      registers,
    }),
    sweeps: new Counter({
      name: 'assay_sweeps_total',
      help: 'Passes over the scans and accounts of the Due index by how they ended: done or failed.',
      labelNames: ['end'],
      registers,
    }),
    files: new Counter({
      name: 'assay_files_due_total',
      help: 'Files of the Due index that were worked on: indexed, told of or deleted.',
      registers,
    }),
    deliveries: new Counter({
      name: 'assay_webhook_deliveries_total',
      help: 'Attempts to deliver to webhooks that were due.',
      registers,
    }),
    deadLetters: new Counter({
      name: 'assay_dead_letters_total',
      help: 'Messages that no worker could work off, by pool.',
      labelNames: ['pool'],
      registers,
    }),
    staging: new Counter({
      name: 'assay_staging_removed_total',
      help: 'Uploads that died half-way and whose bytes were removed.',
      registers,
    }),
  };
}

/** The same writer; what passes through it is counted, because every step tells its outcome there exactly once. */
export function countLive(live: LiveWriter, metrics: IngestMetrics): LiveWriter {
  return {
    emit(userId, event) {
      count(event, metrics);
      return live.emit(userId, event);
    },
    log: (scanId, lines) => live.log(scanId, lines),
    forget: (userId, scanIds) => live.forget(userId, scanIds),
  };
}

function count(event: LiveEvent, metrics: IngestMetrics): void {
  if (event.type === 'engine' && event.outcome !== null) {
    metrics.outcomes.inc({ engine: event.engine, outcome: event.outcome, verdict: event.verdict ?? 'none' });
  }
  if (event.type === 'scan' && event.status !== 'queued') {
    metrics.scans.inc({ status: event.status, verdict: event.verdict ?? 'none' });
  }
}
