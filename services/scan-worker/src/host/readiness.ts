import type { HostedEngine } from '@assay/contracts';

export interface Readiness {
  reported(engines: readonly HostedEngine[]): void;
  lost(): void;
  engines(): readonly HostedEngine[] | null;
  /** The engines when nothing has to be waited for, else null. */
  settled(): readonly HostedEngine[] | null;
  ready(signal: AbortSignal): Promise<readonly HostedEngine[]>;
}

/**
 * Decides when scans may be claimed: a claim names the engines that are up, and those of the pool that it does not
 * name end as `unavailable`. So a host that has just started is waited for until none of its engines is loading, but
 * from the moment it was reached no longer than `engineStartMs`: an engine that hangs must not hold up the others.
 */
export function createReadiness(engineStartMs: number): Readiness {
  const waiting = new Set<(engines: readonly HostedEngine[]) => void>();
  let known: readonly HostedEngine[] | null = null;
  let patience: NodeJS.Timeout | undefined;
  let outOfPatience = false;

  function settled(): readonly HostedEngine[] | null {
    if (known === null) return null;
    return outOfPatience || !known.some(isLoading) ? known : null;
  }
  function tell(): void {
    const engines = settled();
    if (engines === null) return;
    for (const resolve of [...waiting]) resolve(engines);
  }
  function endPatience(): void {
    outOfPatience = true;
    tell();
  }

  return {
    reported(engines) {
      known = engines;
      if (!engines.some(isLoading)) {
        clearTimeout(patience);
        patience = undefined;
        outOfPatience = false;
      } else if (patience === undefined && !outOfPatience) {
        patience = setTimeout(endPatience, engineStartMs);
        patience.unref();
      }
      tell();
    },
    lost() {
      known = null;
      clearTimeout(patience);
      patience = undefined;
      outOfPatience = false;
    },
    engines: () => known,
    settled,
    ready(signal) {
      const engines = settled();
      if (engines !== null) return Promise.resolve(engines);
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => {
          waiting.delete(done);
          reject(signal.reason);
        };
        const done = (found: readonly HostedEngine[]) => {
          waiting.delete(done);
          signal.removeEventListener('abort', abort);
          resolve(found);
        };
        signal.addEventListener('abort', abort, { once: true });
        waiting.add(done);
      });
    },
  };
}

function isLoading(engine: HostedEngine): boolean {
  return engine.loading === true && !engine.available;
}
