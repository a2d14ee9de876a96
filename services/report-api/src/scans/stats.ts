import { type EngineResult, emptyStats, type Stats } from '@assay/contracts';

/** Counts by category. */
export function stats(results: readonly Pick<EngineResult, 'category'>[]): Stats {
  const counts = emptyStats();
  for (const { category } of results) counts[category] += 1;
  return counts;
}
