import { Attributes, type ResultItem } from '@assay/contracts';
import type { EngineAttributes } from './merge-scan-results.ts';
import { CannotOpen, unpack } from './packed.ts';
import type { Scans } from './scans.ts';

/**
 * What the completed engines of a scan found, by engine id. What cannot be opened any more is logged and left out, so that
 * one lost object costs what its engine found and not the verdicts of all.
 */
export async function readAttributes(
  scans: Pick<Scans, 'samples' | 'logger'>,
  results: readonly ResultItem[],
): Promise<Map<string, EngineAttributes>> {
  const found = new Map<string, EngineAttributes>();
  // One after the other: each may be megabytes.
  for (const { ScanID, Engine, Outcome, Attributes: inline, AttributesKey: key } of results) {
    if (Outcome !== 'completed') continue;
    try {
      found.set(Engine, (await unpack(scans.samples, Attributes, { inline, key })) ?? {});
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      scans.logger.error({ err: error, scan: ScanID, engine: Engine }, 'what an engine found cannot be opened');
    }
  }
  return found;
}
