import { type CatalogueReport, type HostedEngine, WorkerId } from '@assay/contracts';
import { abortable } from '../abortable.ts';
import type { WorkerLogger } from '../worker-logger.ts';
import type { IngestClient } from './ingest-client.ts';

export interface CatalogueReporterOptions {
  readonly ingest: Pick<IngestClient, 'reportEngines'>;
  readonly pool: string;
  readonly worker: string;
  readonly heartbeatMs: number;
  readonly logger: WorkerLogger;
}

export interface CatalogueReporter {
  /** The host's newest report, or null when there is no host now. */
  changed(engines: readonly HostedEngine[] | null): void;
  /** Whether any report was taken. */
  known(): boolean;
  /** Whether the newest report was taken. */
  accepted(): boolean;
  /** Resolves when a report was taken for the first time; throws when `signal` aborts. */
  whenKnown(signal: AbortSignal): Promise<void>;
  stop(): void;
}

/** After a report that was not taken, the next attempt. */
const RETRY_MS = 1000;

/** Reports the engines at once when they change, and otherwise as a heartbeat. One request at a time, newest wins. */
export function createCatalogueReporter(options: CatalogueReporterOptions): CatalogueReporter {
  const worker = WorkerId.parse(options.worker);
  const { promise: firstAccepted, resolve: accept } = Promise.withResolvers<void>();
  let newest: readonly HostedEngine[] | null = null;
  let sent: readonly HostedEngine[] | null = null;
  let sending = false;
  let accepted = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function later(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(send, ms);
  }

  async function send(): Promise<void> {
    if (sending || stopped || newest === null) return;
    sending = true;
    const engines = newest;
    try {
      const report: CatalogueReport = { pool: options.pool, worker, engines: [...engines] };
      await options.ingest.reportEngines(report);
      if (!accepted) options.logger.info({ engines: engines.length }, 'the engines of this worker are known');
      sent = engines;
      accepted = true;
      accept();
    } catch (error) {
      if (accepted || sent === null) options.logger.error({ err: error }, 'the engines of this worker were not taken');
      accepted = false;
    }
    sending = false;
    if (!accepted) later(RETRY_MS);
    else if (newest !== sent) void send();
    else later(options.heartbeatMs);
  }

  return {
    changed(engines) {
      if (engines === null && newest === null) return;
      const now = engines ?? (newest ?? []).map(withoutHost);
      if (JSON.stringify(now) === JSON.stringify(newest)) return;
      newest = now;
      void send();
    },
    known: () => sent !== null,
    accepted: () => accepted,
    whenKnown: (signal) => abortable(firstAccepted, signal),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function withoutHost(engine: HostedEngine): HostedEngine {
  return {
    ...engine,
    available: false,
    loading: true,
    reason: 'the engine host is not running; it is being restarted',
  };
}
