import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../client/api.ts';

/** Tells when scans of the caller are complete, over one connection however many there are. */
export interface ScanWatcher {
  /** Resolves when it is; rejects when it can no longer be asked, or with the signal. */
  completed(sha256: string, scanId: string): Promise<void>;
  close(): void;
}

/** Events are best effort: what they do not tell is asked for, rarer and rarer. */
const FIRST_ASKED_MS = 1000;
const LAST_ASKED_MS = 15_000;
/** Scans may be complete before the answer to their upload has arrived. */
const MAX_REMEMBERED = 10_000;

export function openScanWatcher(api: Api, signal: AbortSignal): ScanWatcher {
  const closed = new AbortController();
  const listening = AbortSignal.any([signal, closed.signal]);
  const complete = new Set<string>();
  const waiting = new Map<string, AbortController>();

  const listen = async () => {
    for await (const event of api.watch(listening)) {
      if (!('type' in event) || event.type !== 'scan' || event.status !== 'complete') continue;
      complete.add(event.scanid);
      if (complete.size > MAX_REMEMBERED) complete.delete(complete.values().next().value ?? '');
      waiting.get(event.scanid)?.abort();
    }
  };
  // Who may not listen, because too many of their streams are open, learns it by asking.
  void listen().catch(() => undefined);

  return {
    async completed(sha256, scanId) {
      const told = new AbortController();
      waiting.set(scanId, told);
      try {
        for (let pauseMs = FIRST_ASKED_MS; !complete.has(scanId); pauseMs = Math.min(pauseMs * 2, LAST_ASKED_MS)) {
          await delay(pauseMs, undefined, { signal: AbortSignal.any([listening, told.signal]) }).catch(() => undefined);
          signal.throwIfAborted();
          if (complete.has(scanId) || (await api.scan(sha256, scanId)).status === 'complete') return;
        }
      } finally {
        waiting.delete(scanId);
      }
    },
    close: () => closed.abort(),
  };
}
