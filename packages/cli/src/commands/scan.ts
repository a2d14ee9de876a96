import { act, type Cli } from '../act.ts';
import type { ApiFault } from '../client/api-fault.ts';
import { fileSource } from '../client/upload-source.ts';
import { type Context, retryText } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { wholeNumber } from '../numbers.ts';
import type { Output } from '../output.ts';
import { collectOutcomes } from '../scan/collect-outcomes.ts';
import { type Found, findFiles } from '../scan/find-files.ts';
import { errorOf, type Outcome } from '../scan/outcome.ts';
import { openScanWatcher, type ScanWatcher } from '../scan/scan-watcher.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';

interface ScanOptions {
  readonly wait?: boolean;
  readonly recursive: boolean;
  readonly parallel: number;
}

const EXAMPLES = `
Examples:
  assay scan --wait suspicious.exe
  assay scan --wait --parallel 8 downloads/ mail/
  assay scan --wait --json incoming/ | jq -r 'select(.scan.verdict == "malicious").path'

With --json there is a line for every file, as soon as it is ready: {"path","analysis","scan","error"}, of which
analysis and scan are as the API answers them. Links inside of folders are passed over; the exit code is 2 when there
was no file at all.`;

const MAX_PARALLEL = 64;
/** The key is not good, or the address is not that of Assay. */
const LASTS_FOR_ALL: readonly number[] = [301, 302, 303, 307, 308, 401];
/** So many scans are waited for at most before more files are uploaded. */
const MAX_OPEN = 500;

export function addScan(cli: Cli): void {
  cli.program
    .command('scan <path...>')
    .description('upload files, and all in folders, and have them scanned')
    .option('--wait', 'until every scan is complete; the exit code is that of the verdicts')
    .option('--no-recursive', 'only what lies in a folder itself')
    .option('--parallel <n>', 'how many uploads at once', wholeNumber(1, MAX_PARALLEL), 4)
    .addHelpText('after', EXAMPLES)
    .action(act<[string[]], ScanOptions>(cli, scan));
}

async function scan(context: Context, options: ScanOptions, paths: string[]): Promise<ExitCode> {
  const { world, out } = context;
  const wait = options.wait === true;
  // Made before anything is read, so that who is not signed in learns it at once.
  const api = context.api((retry) => progress.note(retryText(retry)));
  const progress = openProgress(world.stderr);
  // What fails for all ends what is under way of the others, whose pauses would hold the process otherwise.
  const failed = new AbortController();
  const signal = AbortSignal.any([world.signal, failed.signal]);
  const watcher = wait
    ? openScanWatcher(
        api,
        context.api(() => undefined),
        signal,
      )
    : null;
  const outcomes = collectOutcomes(out, wait);
  const skipped: string[] = [];
  const files = findFiles(paths, options.recursive, (path) => skipped.push(path));
  try {
    await scanAll({ context, signal, progress, watcher, ready: outcomes.add }, files, options.parallel);
  } finally {
    failed.abort();
    watcher?.close();
    progress.close();
  }
  world.signal.throwIfAborted();
  outcomes.show();
  noteSkipped(skipped, out);
  if (outcomes.none()) out.note('There was no file to scan.');
  return outcomes.code();
}

/** So many are named at most. */
const MAX_NAMED = 3;

function noteSkipped(paths: readonly string[], { note }: Output): void {
  if (paths.length === 0) return;
  const named = paths.slice(0, MAX_NAMED).join(', ');
  const more = paths.length > MAX_NAMED ? ` and ${paths.length - MAX_NAMED} more` : '';
  note(`Links and what else is no file were passed over: ${named}${more}`);
}

interface Work {
  readonly context: Context;
  /** Aborts when nothing more is wanted. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Null when nobody waits for verdicts. */
  readonly watcher: ScanWatcher | null;
  ready(outcome: Outcome): void;
}

/** So many uploads at once; scans go on behind them. Rejects when no further file could be uploaded either. */
async function scanAll(work: Work, files: AsyncGenerator<Found>, parallel: number): Promise<void> {
  const open = new Set<Promise<void>>();
  let uploaded = 0;
  const status = () => work.progress.status(`${uploaded} uploaded, ${open.size} under way`);
  const uploader = async () => {
    for (let next = await files.next(); next.done !== true; next = await files.next()) {
      work.signal.throwIfAborted();
      while (open.size >= MAX_OPEN) await Promise.race(open);
      const taken = await uploadOne(work, next.value);
      uploaded += 1;
      const judging: Promise<void> = judgeOne(work, taken).then((outcome) => {
        open.delete(judging);
        work.ready(outcome);
        status();
      });
      // It is awaited below; until then its failure is nobody's.
      judging.catch(() => undefined);
      open.add(judging);
      status();
    }
  };
  await Promise.all(Array.from({ length: parallel }, uploader));
  await Promise.all(open);
}

async function uploadOne({ context, signal, progress }: Work, { path, location, fault }: Found): Promise<Outcome> {
  if (fault !== null) return failed(progress, path, null, fault);
  const api = context.api((retry) => progress.note(`${path}: ${retryText(retry)}`));
  try {
    const source = await fileSource(location);
    const bar = progress.begin(path, source.size);
    try {
      const analysis = await api.upload(source, { signal, onBytes: bar.at });
      for (const { step, message } of analysis.meta.warnings ?? []) progress.note(`${path}: ${step}: ${message}`);
      return { path, analysis, scan: null, error: null };
    } finally {
      bar.done();
    }
  } catch (thrown) {
    return failed(progress, path, null, thrown as Error);
  }
}

async function judgeOne({ context, signal, progress, watcher }: Work, taken: Outcome): Promise<Outcome> {
  if (watcher === null || taken.analysis === null) return taken;
  const { sha256 } = taken.analysis.meta.file_info;
  const { scanid } = taken.analysis.meta;
  try {
    await watcher.completed(sha256, scanid);
    return { ...taken, scan: await context.api(() => undefined).scan(sha256, scanid, signal) };
  } catch (thrown) {
    return failed(progress, taken.path, taken.analysis, thrown as Error);
  }
}

/** The others go on, unless it would be the same with every one of them. */
function failed(progress: Progress, path: string, analysis: Outcome['analysis'], fault: Error): Outcome {
  if (fault.name === 'AbortError' || LASTS_FOR_ALL.includes((fault as Partial<ApiFault>).status ?? 0)) throw fault;
  const error = errorOf(fault);
  progress.note(`${path}: ${error.message}`);
  return { path, analysis, scan: null, error };
}
