import type { ExpectedEngine, ResultItem, ScanItem } from '@assay/contracts';

/** Expected engines with their answers so far, in the order of their ids. */
export interface Standing {
  readonly engine: string;
  readonly expected: ExpectedEngine;
  readonly result: ResultItem | null;
}

export function standings(scan: ScanItem, results: readonly ResultItem[]): Standing[] {
  const byEngine = new Map(results.map((result) => [result.Engine, result]));
  return Object.keys(scan.Expected)
    .sort()
    .flatMap((engine) => {
      const expected = scan.Expected[engine];
      return expected === undefined ? [] : [{ engine, expected, result: byEngine.get(engine) ?? null }];
    });
}

export function allAnswered(scan: ScanItem, results: readonly ResultItem[]): boolean {
  return standings(scan, results).every(({ result }) => result !== null);
}

/**
 * Whether an answer was written without a run: the pool did not come, or its time was over. Such an answer may
 * still be replaced, so the engine can be handed out again; what a host reported itself is not asked for twice.
 */
export function withoutRun(result: ResultItem): boolean {
  return result.StartedAt === null && (result.Outcome === 'timeout' || result.Outcome === 'unavailable');
}

/**
 * Whether the scan is complete and its summary was made of these answers: an answer is only ever replaced by one of
 * another outcome (decision 0053). Not so when a late answer came since, or its closer died.
 */
export function isClosedWith(scan: ScanItem, results: readonly ResultItem[]): boolean {
  return (
    scan.Status === 'complete' &&
    results.every((result) => {
      const entry = scan.Summary?.[result.Engine];
      return entry?.Outcome === result.Outcome && entry.Verdict === result.Verdict;
    })
  );
}
