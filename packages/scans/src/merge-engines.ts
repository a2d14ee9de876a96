import type { EngineVerdict, Outcome, ResultItem, ScanItem } from '@assay/contracts';
import { standings } from './answers.ts';

type Engines = Record<string, EngineVerdict>;

/** How much an outcome tells: of two of the same scan the stronger is the later one. */
const STRENGTH: Record<Outcome, number> = { unavailable: 0, timeout: 1, failure: 2, unsupported: 2, completed: 3 };

/**
 * A file's newest verdict per engine after this scan: the newest scan id wins, and what did not complete replaces
 * nothing that did. The same answer comes out in whatever order scans close, and when one closes twice.
 */
export function mergeEngines(before: Engines, scan: ScanItem, results: readonly ResultItem[]): Engines {
  const merged = new Map(Object.entries(before));
  for (const { engine, expected, result } of standings(scan, results)) {
    if (result === null) continue;
    const next: EngineVerdict = {
      Name: expected.Name,
      Kind: expected.Kind,
      ScanID: scan.ScanID,
      Outcome: result.Outcome,
      Verdict: result.Verdict,
      Label: result.Label,
      Versions: result.Versions,
      Parameters: result.Parameters,
      At: result.CachedFrom?.At ?? result.RecordedAt,
    };
    const old = merged.get(engine);
    if (old === undefined || supersedes(next, old)) merged.set(engine, next);
  }
  return Object.fromEntries(merged);
}

function supersedes(next: EngineVerdict, old: EngineVerdict): boolean {
  const completed = (verdict: EngineVerdict) => verdict.Outcome === 'completed';
  if (completed(next) !== completed(old)) return completed(next);
  if (next.ScanID !== old.ScanID) return next.ScanID > old.ScanID;
  return STRENGTH[next.Outcome] >= STRENGTH[old.Outcome];
}
