import type { Outcome, ResultItem } from '@assay/contracts';
import { resultItemKey } from '@assay/table';
import { putAnswer } from './put-answer.ts';
import type { ScanKey, Scans } from './scans.ts';
import { tellEngine } from './tell.ts';

type Answering = Pick<Scans, 'table' | 'live' | 'logger' | 'now'>;

/** Ends an engine of which no run told how it ended. Never replaces an answer. */
export async function answerFor(
  scans: Answering,
  key: ScanKey,
  engine: string,
  outcome: Exclude<Outcome, 'completed' | 'unsupported'>,
  message: string,
): Promise<void> {
  const result: ResultItem = {
    ...resultItemKey(key.userId, key.sha256, key.scanId, engine),
    ScanID: key.scanId,
    Engine: engine,
    Outcome: outcome,
    Verdict: null,
    Label: null,
    Message: message.slice(0, 2000),
    Versions: null,
    Parameters: null,
    StartedAt: null,
    DurationMs: 0,
    RecordedAt: scans.now().toISOString(),
    CachedFrom: null,
    Attributes: null,
    AttributesKey: null,
    Log: null,
    LogKey: null,
  };
  if ((await putAnswer(scans, key, result, { onlyIfAbsent: true })) === 'recorded') {
    await tellEngine(scans, key, { engine, outcome, verdict: null, label: null, message: result.Message });
  }
}
