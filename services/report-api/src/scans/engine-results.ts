import { category, type EngineResult } from '@assay/contracts';
import type { EngineView } from '@assay/scans';

/** VirusTotal's `results`: engine name → entry. An engine that only describes stands in none. */
export function engineResults(engines: readonly EngineView[], created: string): Record<string, EngineResult> {
  const results: Record<string, EngineResult> = {};
  for (const engine of engines) {
    if (engine.outcome === null) continue;
    const answer = { kind: engine.expected.Kind, outcome: engine.outcome, verdict: engine.verdict };
    const found = category(answer);
    if (found === null) continue;
    results[engine.expected.Name] = {
      category: found,
      engine_name: engine.expected.Name,
      engine_version: engine.versions?.engine ?? '',
      engine_update: (engine.versions?.signatures_date ?? created.slice(0, 10)).replaceAll('-', ''),
      method: 'blacklist',
      result: engine.label,
    };
  }
  return results;
}
