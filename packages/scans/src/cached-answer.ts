import type { ClaimRequest, EngineVersions, FileItem, ResultItem } from '@assay/contracts';
import { getResult, resultItemKey } from '@assay/table';
import { putAnswer } from './put-answer.ts';
import type { ScanKey, Scans } from './scans.ts';
import { tellEngine } from './tell.ts';

type Offered = ClaimRequest['engines'][number];

/**
 * The newest completed answer of this engine on this file, if it was given by the same versions with the same
 * parameters; null when the engine must look. Failures are never answers from here.
 */
export async function cachedAnswer(
  scans: Pick<Scans, 'table'>,
  key: ScanKey,
  file: FileItem,
  offered: Offered,
): Promise<ResultItem | null> {
  const newest = file.Engines[offered.id];
  if (newest?.Outcome !== 'completed' || newest.ScanID === key.scanId) return null;
  if (newest.Parameters !== offered.parameters || !sameVersions(newest.Versions, offered.versions)) return null;
  const result = await getResult(scans.table, key.userId, key.sha256, newest.ScanID, offered.id);
  return result?.Outcome === 'completed' ? result : null;
}

/** Copies a cached answer into this scan, marked with the run that it came from. */
export async function putCached(
  scans: Pick<Scans, 'table' | 'live' | 'logger' | 'now'>,
  key: ScanKey,
  cached: ResultItem,
): Promise<void> {
  const engine = cached.Engine;
  const copy: ResultItem = {
    ...cached,
    ...resultItemKey(key.userId, key.sha256, key.scanId, engine),
    ScanID: key.scanId,
    RecordedAt: scans.now().toISOString(),
    CachedFrom: cached.CachedFrom ?? { ScanID: cached.ScanID, At: cached.RecordedAt },
  };
  if ((await putAnswer(scans, key, copy)) === 'recorded') {
    const { Outcome: outcome, Verdict: verdict, Label: label, Message: message } = copy;
    await tellEngine(scans, key, { engine, outcome, verdict, label, message });
  }
}

/** The date of a signature set says nothing that its version does not. */
function sameVersions(a: EngineVersions | null, b: EngineVersions): boolean {
  return a !== null && a.package === b.package && a.engine === b.engine && a.signatures === b.signatures;
}
