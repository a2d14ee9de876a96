import {
  category,
  type EngineVerdict,
  type ResultItem,
  type ScanItem,
  type ScanResults,
  scanSeconds,
} from '@assay/contracts';
import { z } from 'zod';
import { fitAttributes } from './fit-attributes.ts';
import { mergeEngines } from './merge-engines.ts';
import { reshapePe } from './reshape-pe.ts';

type Json = z.core.util.JSONType;
export type EngineAttributes = Record<string, Json>;

export const EMPTY_RESULTS: ScanResults = {
  PEHeader: null,
  PESections: {},
  PEResources: {},
  PEImports: [],
  ContainedResources: {},
  Detection: {},
  Attributes: {},
  Providers: {},
  ProvidedBy: {},
  TagsBy: {},
  Engines: {},
  LeftOut: {},
};

/** Tags that any engine may give; every other attribute has one provider. */
const Tags = z.array(z.string().min(1).max(64)).max(100);

/**
 * A file's `ScanResults` after this scan. Each attribute is from the newest completed run of the engine that provides
 * it; a completed run takes back what that engine said before and says no more. `attributes` holds what the completed
 * engines of this scan found, by engine id. The same comes out when a scan is merged twice. What is too large is left out
 * and named; no verdict is.
 */
export function mergeScanResults(
  before: ScanResults,
  scan: ScanItem,
  results: readonly ResultItem[],
  attributes: ReadonlyMap<string, EngineAttributes>,
): ScanResults {
  const engines = mergeEngines(before.Engines, scan, results);
  const values = new Map(Object.entries(before.Attributes));
  const providers = new Map(Object.entries(before.Providers));
  const providedBy = new Map(Object.entries(before.ProvidedBy));
  const tagsBy = new Map(Object.entries(before.TagsBy));
  const leftOut = new Map(Object.entries(before.LeftOut));
  values.delete('tags');
  for (const engine of [...attributes.keys()].sort()) {
    const newest = engines[engine];
    // A newer scan of this engine was merged already; it stands.
    if (newest?.ScanID !== scan.ScanID || newest.Outcome !== 'completed') continue;
    leftOut.delete(engine);
    for (const [name, by] of [...providedBy]) {
      if (by !== engine) continue;
      for (const map of [values, providers, providedBy]) map.delete(name);
    }
    const { tags, ...found } = attributes.get(engine) ?? {};
    tagsBy.set(engine, Tags.safeParse(tags).data ?? []);
    for (const [name, value] of Object.entries(found)) {
      const other = providers.get(name);
      // Two engines that provide one attribute are a fault of their manifests: the newer scan, then the first name.
      if (other !== undefined && other >= scan.ScanID) continue;
      values.set(name, value);
      providers.set(name, scan.ScanID);
      providedBy.set(name, engine);
    }
  }
  fitAttributes({ values, providers, providedBy }, leftOut);
  const tags = [...new Set([...tagsBy.values()].flat())].sort().slice(0, 100);
  if (tags.length > 0) values.set('tags', tags);
  return {
    ...reshapePe(values.get('pe_info')),
    Detection: detection(engines),
    Attributes: Object.fromEntries(values),
    Providers: Object.fromEntries(providers),
    ProvidedBy: Object.fromEntries(providedBy),
    TagsBy: Object.fromEntries(tagsBy),
    Engines: engines,
    LeftOut: Object.fromEntries(leftOut),
  };
}

/** VirusTotal's result entries by engine name; engines that only describe are not in it. */
export function detection(engines: Record<string, EngineVerdict>): Record<string, Json> {
  const entries = Object.values(engines).flatMap((engine) => {
    const kind = category({ kind: engine.Kind, outcome: engine.Outcome, verdict: engine.Verdict });
    if (kind === null) return [];
    const day = engine.Versions?.signatures_date ?? new Date(scanSeconds(engine.ScanID) * 1000).toISOString();
    const entry = {
      category: kind,
      engine_name: engine.Name,
      engine_version: engine.Versions?.engine ?? '',
      engine_update: day.slice(0, 10).replaceAll('-', ''),
      method: 'blacklist',
      result: engine.Label,
    };
    return [[engine.Name, entry] as const];
  });
  return Object.fromEntries(entries);
}
