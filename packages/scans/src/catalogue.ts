import type { EngineItem } from '@assay/contracts';
import { listEngines, type Table } from '@assay/table';

/** The engines that every scan expects: configuration in the table, read at most once a second. */
export interface Catalogue {
  /** All engines of all pools, enabled or not. */
  engines(): Promise<readonly EngineItem[]>;
  /** The next call reads the table. For the process that has just changed it. */
  forget(): void;
}

/** A catalogue that holds what it read for `maxAgeMs`. A failed read is thrown and not kept. */
export function createCatalogue(table: Table, now: () => Date, maxAgeMs = 1000): Catalogue {
  let kept: { until: number; engines: Promise<readonly EngineItem[]> } | null = null;
  return {
    engines() {
      if (kept !== null && now().getTime() < kept.until) return kept.engines;
      const reading = { until: now().getTime() + maxAgeMs, engines: listEngines(table) };
      reading.engines.catch(() => {
        if (kept === reading) kept = null;
      });
      kept = reading;
      return reading.engines;
    },
    forget() {
      kept = null;
    },
  };
}
