import { type Api, printable, type UploadSource, verdictTable } from '@assay/cli';
import type { LiveEvent, ScanDetail } from '@assay/contracts';
import type { z } from 'zod';

/** The scan of a file that could not be scanned is null; what went wrong was shown. */
export type Shown = z.infer<typeof ScanDetail> | null;

/** Uploads one file, shows what the engines say while they run, and then the table of verdicts. Rejects with the signal. */
export async function scanAndShow(
  api: Api,
  file: UploadSource,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Shown> {
  try {
    const { meta } = await api.upload(file, { signal });
    say(`\n${printable(file.name)}  ${meta.file_info.size} bytes  SHA-256 ${meta.file_info.sha256}`);
    for (const warning of meta.warnings ?? []) say(`  ! ${warning.step}: ${warning.message}`);
    await showProgress(api.follow(meta.file_info.sha256, meta.scanid, signal), say);
    const [scan, catalogue] = await Promise.all([
      api.scan(meta.file_info.sha256, meta.scanid, signal),
      api.engines(signal),
    ]);
    for (const line of verdictTable(scan, catalogue)) say(line);
    say(
      `  verdict: ${scan.verdict ?? 'none'} (${scan.detecting.completed} of ${scan.detecting.expected} detecting engines completed)`,
    );
    return scan;
  } catch (fault) {
    signal.throwIfAborted();
    say(`\n${printable(file.name)}: ${printable((fault as Error).message)}`);
    return null;
  }
}

async function showProgress(events: AsyncIterable<LiveEvent>, say: (line: string) => void): Promise<void> {
  for await (const event of events) {
    if (event.type !== 'engine' || event.outcome === null) continue;
    const said = [event.outcome, event.verdict, event.label]
      .filter((part) => part !== null)
      .map((part) => printable(part));
    say(`  · ${event.engine} ${said.join(' ')}`);
  }
}
