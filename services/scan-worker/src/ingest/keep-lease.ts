import { pause } from '../pause.ts';
import { IngestAway, type IngestClient } from './ingest-client.ts';

export interface Lease {
  /** Aborts with `LeaseLost` when another worker may have the scan. */
  readonly lost: AbortSignal;
  stop(): void;
}

export class LeaseLost extends Error {
  constructor() {
    super('the lease of this scan is lost');
    this.name = 'LeaseLost';
  }
}

export interface KeepLeaseOptions {
  readonly ingest: Pick<IngestClient, 'renew'>;
  readonly claim: string;
  readonly leaseUntil: string;
  readonly now: () => Date;
}

/** Bounds of the time between two renewals. The upper one holds even when the clock here is behind. */
const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;

/**
 * Renews a lease when a third of it has passed. While results-ingest is away it keeps trying: nobody else can claim
 * then either, so only the word of results-ingest ends a lease.
 */
export function keepLease(options: KeepLeaseOptions): Lease {
  const lost = new AbortController();
  const stopped = new AbortController();
  renewFrom(options, lost, stopped.signal).catch(() => {
    // Only the end of the waiting comes here: the scan is done.
  });
  return { lost: lost.signal, stop: () => stopped.abort() };
}

async function renewFrom(options: KeepLeaseOptions, lost: AbortController, stopped: AbortSignal): Promise<void> {
  let until = Date.parse(options.leaseUntil);
  let pauseMs = third(until - options.now().getTime());
  while (!stopped.aborted) {
    await pause(pauseMs, stopped);
    try {
      const { leaseUntil } = await options.ingest.renew(options.claim);
      if (leaseUntil === null) return lost.abort(new LeaseLost());
      until = Date.parse(leaseUntil);
      pauseMs = third(until - options.now().getTime());
    } catch (error) {
      if (!(error instanceof IngestAway)) return lost.abort(new LeaseLost());
      pauseMs = Math.min(pauseMs, 1000);
    }
  }
}

function third(ms: number): number {
  return Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, ms / 3));
}
