import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../client/api.ts';

/** Tells when scans of the caller are complete, over one connection however many there are. */
export interface ScanWatcher {
  /** Resolves when it is; rejects when it can no longer be asked, with the signal, and when the watcher is closed. */
  completed(sha256: string, scanId: string): Promise<void>;
  close(): void;
}

/** Events are best effort: what they do not tell is asked for, rarer and rarer. */
const FIRST_ASKED_MS = 1000;
const LAST_ASKED_MS = 15_000;
/** Scans may be complete before the answer to their upload has arrived. */
const MAX_REMEMBERED = 10_000;

/** `listening` may be told to note how it goes; `asking` would note the same for every scan that is waited for. */
export function openScanWatcher(
  listening: Pick<Api, 'watch'>,
  asking: Pick<Api, 'scan'>,
  signal: AbortSignal,
): ScanWatcher {
  const closed = new AbortController();
  const ended = AbortSignal.any([signal, closed.signal]);
  const complete = new Set<string>();
  const waiting = new Map<string, AbortController>();

  const listen = async () => {
    for await (const event of listening.watch(ended)) {
      if (!('type' in event) || event.type !== 'scan' || event.status !== 'complete') continue;
      complete.add(event.scanid);
      if (complete.size > MAX_REMEMBERED) complete.delete(complete.values().next().value ?? '');
      waiting.get(event.scanid)?.abort();
    }
  };
  // They only make it quicker. Who may not listen, because too many of their streams are open, asks; and what is wrong
  // with the server or the key is seen there as well.
  void listen().catch(() => undefined);

  return {
    async completed(sha256, scanId) {
      const told = new AbortController();
      const woken = AbortSignal.any([ended, told.signal]);
      waiting.set(scanId, told);
      try {
        for (let pauseMs = FIRST_ASKED_MS; !complete.has(scanId); pauseMs = Math.min(pauseMs * 2, LAST_ASKED_MS)) {
          await delay(pauseMs, undefined, { signal: woken }).catch(() => undefined);
          ended.throwIfAborted();
          if (complete.has(scanId) || (await asking.scan(sha256, scanId, ended)).status === 'complete') return;
        }
      } finally {
        waiting.delete(scanId);
      }
    },
    close: () => closed.abort(),
  };
}
