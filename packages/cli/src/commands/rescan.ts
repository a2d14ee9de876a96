import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode, judgeScan } from '../exit-code.ts';
import { hashOf } from '../hash.ts';
import { named } from '../named.ts';
import { showScan } from '../terminal/show-report.ts';

interface RescanOptions {
  readonly wait?: boolean;
  readonly engines?: string;
  readonly owner?: string;
}

export function addRescan(cli: Cli): void {
  cli.program
    .command('rescan <hash-or-file>')
    .description('scan a stored file again, with every engine anew')
    .option('--wait', 'until the scan is complete; the exit code is that of its verdict')
    .option('--engines <ids>', 'these engines alone, separated by commas')
    .option('--owner <user>', 'whose file, for admins')
    .addHelpText('after', '\nExample:\n  assay rescan --wait --engines clamav,yara 44d88612fea8a8f36de82e1278abb02f')
    .action(act<[string], RescanOptions>(cli, rescan));
}

async function rescan(context: Context, options: RescanOptions, hashOrPath: string): Promise<ExitCode> {
  const { out, world } = context;
  const { signal } = world;
  const { engines, owner } = options;
  const api = context.api();
  const params = { id: await named(hashOrPath, hashOf(hashOrPath, signal)) };
  const begun = await api.call(operations.analyseFile, { params, query: { engines, owner }, signal });
  const { scanid, file_info, warnings = [] } = begun.meta;
  for (const warning of warnings) out.note(`${warning.step}: ${warning.message}`);
  if (options.wait !== true) {
    if (out.json) out.document(begun);
    else out.say(`${file_info.sha256}  analysis ${begun.data.id}`);
    return EXIT.fine;
  }
  for await (const event of api.follow(file_info.sha256, scanid, signal))
    if (event.type === 'engine' && event.outcome !== null)
      out.note(`${event.engine}: ${event.verdict ?? event.outcome}`);
  signal.throwIfAborted();
  const scan = await api.call(operations.getScan, { params: { ...params, scan_id: scanid }, query: { owner }, signal });
  if (out.json) out.document(scan);
  else for (const line of showScan(scan, out.paint)) out.say(line);
  return judgeScan(scan);
}
