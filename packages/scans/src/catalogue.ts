import type { EngineItem } from '@assay/contracts';
import { listEngines, type Table } from '@assay/table';

/** The engines that every scan expects: configuration in the table, read at most once a second. */
export interface Catalogue {
  /** All engines of all pools, enabled or not. */
  engines(): Promise<readonly EngineItem[]>;
  /** The next call reads the table. For the process that has just changed it. */
  forget(): void;
}

/** A catalogue that holds what it read for `maxAgeMs`. A failed read is thrown and not kept, nor is an empty catalogue. */
export function createCatalogue(table: Table, now: () => Date, maxAgeMs = 1000): Catalogue {
  let kept: { until: number; engines: Promise<readonly EngineItem[]> } | null = null;
  return {
    engines() {
      if (kept !== null && now().getTime() < kept.until) return kept.engines;
      const reading = { until: now().getTime() + maxAgeMs, engines: listEngines(table) };
      const forget = () => {
        if (kept === reading) kept = null;
      };
      // Without an engine uploads are refused, which must end as soon as there is one.
      reading.engines.then((engines) => engines.length === 0 && forget(), forget);
      kept = reading;
      return reading.engines;
    },
    forget() {
      kept = null;
    },
  };
}
