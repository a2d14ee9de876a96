import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode, judgeScan } from '../exit-code.ts';
import { hashOf } from '../hash.ts';
import { named } from '../named.ts';
import { showReport } from '../terminal/show-report.ts';

interface ReportOptions {
  readonly owner?: string;
}

const EXAMPLES = `
Examples:
  assay report 44d88612fea8a8f36de82e1278abb02f
  assay report ./downloaded.exe           # its hash is computed here; nothing is uploaded
  assay report HASH --json | jq .data.attributes.last_analysis_stats`;

export function addReport(cli: Cli): void {
  cli.program
    .command('report <hash-or-file>')
    .description('what is known of a file; the exit code is that of its newest scan')
    .option('--owner <user>', "whose file, for analysts and admins (default: mine, else anybody's)")
    .addHelpText('after', EXAMPLES)
    .action(act<[string], ReportOptions>(cli, report));
}

async function report(context: Context, { owner }: ReportOptions, hashOrPath: string): Promise<ExitCode> {
  const { out, world } = context;
  const api = context.api();
  const given = { query: { owner }, signal: world.signal };
  const params = { id: await named(hashOrPath, hashOf(hashOrPath, world.signal)) };
  const file = await api.call(operations.getFile, { ...given, params });
  const [newest] = await api.call(operations.listScans, { ...given, params, query: { limit: 1, owner } });
  const scan =
    newest === undefined
      ? null
      : await api.call(operations.getScan, { ...given, params: { ...params, scan_id: newest.scanid } });
  if (out.json) out.document(file);
  else for (const line of showReport(file.data, scan, out.paint)) out.say(line);
  // What an earlier scan found is not undone by one that has not ended.
  const found = scan?.status !== 'complete' && detections(file.data.attributes) > 0;
  return found ? EXIT.malicious : scan === null ? EXIT.unjudged : judgeScan(scan);
}

function detections(attributes: Record<string, unknown>): number {
  const stats = attributes.last_analysis_stats as Partial<Record<string, number>> | undefined;
  return (stats?.malicious ?? 0) + (stats?.suspicious ?? 0);
}
