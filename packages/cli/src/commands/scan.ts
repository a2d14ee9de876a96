import { InvalidArgumentError } from 'commander';
import { act, type Cli } from '../act.ts';
import { ApiFault } from '../client/api-fault.ts';
import { fileSource } from '../client/upload-source.ts';
import { type Context, retryText } from '../context.ts';
import { type ExitCode, gravest } from '../exit-code.ts';
import { type Found, findFiles } from '../scan/find-files.ts';
import { codeOf, errorOf, type Outcome } from '../scan/outcome.ts';
import { openScanWatcher, type ScanWatcher } from '../scan/scan-watcher.ts';
import { showOutcomes } from '../scan/show-outcomes.ts';
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
analysis and scan are as the API answers them.`;

const MAX_PARALLEL = 64;
/** So many scans are waited for at most before more files are uploaded. */
const MAX_OPEN = 500;

export function addScan(cli: Cli): void {
  cli.program
    .command('scan <path...>')
    .description('upload files, and all in folders, and have them scanned')
    .option('--wait', 'until every scan is complete; the exit code is that of the verdicts')
    .option('--no-recursive', 'only what lies in a folder itself')
    .option('--parallel <n>', 'how many uploads at once', parallel, 4)
    .addHelpText('after', EXAMPLES)
    .action(act<[string[]], ScanOptions>(cli, scan));
}

function parallel(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_PARALLEL) return count;
  throw new InvalidArgumentError(`It is 1 to ${MAX_PARALLEL}.`);
}

async function scan(context: Context, options: ScanOptions, paths: string[]): Promise<ExitCode> {
  const { world, out } = context;
  const wait = options.wait === true;
  // Made before anything is read, so that who is not signed in learns it at once.
  const api = context.api();
  const progress = openProgress(world.stderr);
  const watcher = wait ? openScanWatcher(api, world.signal) : null;
  const outcomes: Outcome[] = [];
  const ready = (outcome: Outcome) => {
    if (out.json) out.line(outcome);
    outcomes.push(outcome);
  };
  try {
    await scanAll({ context, progress, watcher, ready }, findFiles(paths, options.recursive), options.parallel);
  } finally {
    watcher?.close();
    progress.close();
  }
  world.signal.throwIfAborted();
  if (!out.json) showOutcomes(outcomes, wait, out);
  return gravest(outcomes.map(codeOf));
}

interface Work {
  readonly context: Context;
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
      work.context.world.signal.throwIfAborted();
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

async function uploadOne({ context, progress }: Work, { path, fault }: Found): Promise<Outcome> {
  if (fault !== null) return failed(progress, path, null, fault);
  const { signal } = context.world;
  const api = context.api((retry) => progress.note(`${path}: ${retryText(retry)}`));
  try {
    const source = await fileSource(path);
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

async function judgeOne({ context, progress, watcher }: Work, taken: Outcome): Promise<Outcome> {
  if (watcher === null || taken.analysis === null) return taken;
  const { sha256 } = taken.analysis.meta.file_info;
  const { scanid } = taken.analysis.meta;
  try {
    await watcher.completed(sha256, scanid);
    return { ...taken, scan: await context.api().scan(sha256, scanid) };
  } catch (thrown) {
    return failed(progress, taken.path, taken.analysis, thrown as Error);
  }
}

/** The others go on, unless it would be the same with every one of them. */
function failed(progress: Progress, path: string, analysis: Outcome['analysis'], fault: Error): Outcome {
  if (fault.name === 'AbortError' || (fault instanceof ApiFault && fault.status === 401)) throw fault;
  const error = errorOf(fault);
  progress.note(`${path}: ${error.message}`);
  return { path, analysis, scan: null, error };
}
