import type { EngineEvent, FileVerdict, LiveEvent, LogLine, ScanItem, ScanStatus } from '@assay/contracts';
import type { z } from 'zod';
import type { ScanKey, Scans } from './scans.ts';

type Teller = Pick<Scans, 'live' | 'logger' | 'now'>;

/** Everything in a live event is in the table too, so one that could not be written is only logged. */
async function tell(scans: Teller, key: ScanKey, event: LiveEvent): Promise<void> {
  try {
    await scans.live.emit(key.userId, event);
  } catch (error) {
    scans.logger.warn({ err: error, scan: key.scanId }, 'a live event was not written');
  }
}

export function tellScan(scans: Teller, key: ScanKey, status: ScanStatus, verdict: FileVerdict | null): Promise<void> {
  const { scanId, sha256 } = key;
  return tell(scans, key, { type: 'scan', scanid: scanId, sha256, status, verdict, time: scans.now().toISOString() });
}

export function tellEngine(
  scans: Teller,
  key: ScanKey,
  answer: Pick<z.infer<typeof EngineEvent>, 'engine' | 'outcome' | 'verdict' | 'label' | 'message'>,
): Promise<void> {
  const { scanId, sha256 } = key;
  const { engine, outcome, verdict, label, message } = answer;
  const time = scans.now().toISOString();
  return tell(scans, key, { type: 'engine', scanid: scanId, sha256, engine, outcome, verdict, label, message, time });
}

/** Lines of an engine's log, in order. The whole log comes with the result, so a failure is only logged. */
export async function tellLines(scans: Teller, key: ScanKey, lines: readonly LogLine[]): Promise<void> {
  if (lines.length === 0) return;
  try {
    await scans.live.log(key.scanId, lines);
  } catch (error) {
    scans.logger.warn({ err: error, scan: key.scanId }, 'log lines were not written to the live stream');
  }
}

/**
 * A scan's status as readers know it. `closing` is an inner state: of a scan that is closed again, for a late answer, they
 * read what it came to before until its new summary stands. Complete is not taken back.
 */
export function readable({ Status, Completed }: Pick<ScanItem, 'Status' | 'Completed'>): ScanStatus {
  if (Status !== 'closing') return Status;
  return Completed === null ? 'in-progress' : 'complete';
}
