import { FileHash, type LiveEvent, operations, parseAnalysisId } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Api } from '../client/api.ts';
import type { OpenScan } from '../client/follow.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode, judgeScan } from '../exit-code.ts';
import { eventLine } from '../terminal/event-line.ts';
import { showScan } from '../terminal/show-report.ts';

const EXAMPLES = `
Examples:
  assay watch                 # all my scans, until Ctrl-C
  assay watch NjY0MjRlOTFj…   # one analysis with the log lines of its engines, until it is complete
  assay watch HASH            # the newest scan of a file
  assay watch HASH/SCANID --json`;

export function addWatch(cli: Cli): void {
  cli.program
    .command('watch [scan]')
    .description('what happens, as it happens')
    .addHelpText('after', EXAMPLES)
    .action(act<[string | undefined], unknown>(cli, (context, _, scan) => watch(context, scan)));
}

function watch(context: Context, scan: string | undefined): Promise<ExitCode> {
  return scan === undefined ? watchAll(context) : watchOne(context, scan);
}

async function watchAll(context: Context): Promise<ExitCode> {
  const { world } = context;
  for await (const event of context.api().watch(world.signal)) show(context, event);
  return EXIT.interrupted;
}

async function watchOne(context: Context, named: string): Promise<ExitCode> {
  const { world, out } = context;
  const { signal } = world;
  const api = context.api();
  const { id, scan_id } = await findScan(api, named, signal);
  for await (const event of api.follow(id, scan_id, signal)) show(context, event);
  signal.throwIfAborted();
  const scan = await api.call(operations.getScan, { params: { id, scan_id }, signal });
  if (!out.json) for (const line of showScan(scan, out.paint)) out.say(line);
  return judgeScan(scan);
}

function show({ out }: Context, event: OpenScan | LiveEvent): void {
  if (out.json) out.line(event);
  else out.say(eventLine(event, out.paint));
}

/** A scan by analysis id, by `<hash>/<scan id>`, or the newest of a file. */
async function findScan(api: Api, named: string, signal: AbortSignal): Promise<{ id: string; scan_id: string }> {
  const [first = '', second] = named.split('/');
  const hash = FileHash.safeParse(first);
  if (hash.success && second !== undefined) return { id: hash.data, scan_id: second };
  if (hash.success) {
    const [newest] = await api.call(operations.listScans, { params: { id: hash.data }, query: { limit: 1 }, signal });
    if (newest === undefined) throw new LocalFault(`${named} was not scanned yet`);
    return { id: hash.data, scan_id: newest.scanid };
  }
  const analysis = parseAnalysisId(named);
  if (analysis === null) throw new LocalFault(`${named} is no analysis, no hash and no hash/scan`);
  return { id: analysis.md5, scan_id: analysis.scanId };
}
