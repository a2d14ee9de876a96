import type { LogLine, ScanLogs } from '@assay/contracts';
import { type ReadScans, readLog, type ScanView } from '@assay/scans';
import type { z } from 'zod';

type Logs = z.infer<typeof ScanLogs>;
type EngineLog = Logs['logs'][number];

/** The name under which a scan's own notes stand beside the logs of its engines. */
export const SCAN_LOG = 'scan';

/** What happened to the scan itself, then each engine's log: the stored one, or the lines so far while it runs. */
export async function scanLogs(scans: ReadScans, userId: string, scan: ScanView): Promise<Logs> {
  const logs: EngineLog[] = [];
  if (scan.notes.length > 0) logs.push(notesLog(scan));
  for (const { engine } of scan.engines) {
    const log = await engineLog(scans, userId, scan, engine);
    if (log !== null) logs.push(log);
  }
  return { scanid: scan.scanId, logs };
}

/** One engine's log, or the scan's own under `scan`; null when the scan does not expect the engine. */
export async function engineLog(
  scans: ReadScans,
  userId: string,
  scan: ScanView,
  engine: string,
): Promise<EngineLog | null> {
  if (engine === SCAN_LOG) return notesLog(scan);
  const log = await readLog(scans, userId, scan.sha256, scan.scanId, engine);
  return log === null ? null : { engine, complete: log.complete, lines: log.lines };
}

function notesLog(scan: ScanView): EngineLog {
  const lines = scan.notes.map(
    (note, at): LogLine => ({ engine: SCAN_LOG, seq: at + 1, time: note.time, level: 'info', message: note.message }),
  );
  return { engine: SCAN_LOG, complete: scan.status === 'complete', lines };
}

/** A line per message; line breaks and control characters of an engine cannot forge another line. */
export function logsText(logs: readonly EngineLog[]): string {
  return logs
    .flatMap((log) => log.lines)
    .map(
      (line) => `${line.time} ${line.engine} ${line.level} ${line.message.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')}\n`,
    )
    .join('');
}
