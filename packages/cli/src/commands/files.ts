import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Context } from '../context.ts';
import { addPageOptions, type PageOptions, showPages } from '../paged.ts';
import { bytes } from '../terminal/amounts.ts';
import { verdictPainter } from '../terminal/paint-verdict.ts';

interface FilesOptions extends PageOptions {
  readonly name?: string;
  readonly tag?: string;
  readonly type?: string;
  readonly verdict?: string;
  readonly from?: string;
  readonly before?: string;
  readonly owner?: string;
}

const EXAMPLES = `
Examples:
  assay files --verdict malicious --from 2026-01-01
  assay files --all --json | jq -r .sha256`;

export function addFiles(cli: Cli): void {
  const files = cli.program
    .command('files')
    .description('my files, last submitted first')
    .option('--name <text>', 'part of any of its names')
    .option('--tag <tag>', 'has this tag')
    .option('--type <type>', 'tag or part of the description of its type')
    .option('--verdict <verdict>', 'malicious, suspicious, harmless, undetected or unknown')
    .option('--from <date>', 'last submitted then or later')
    .option('--before <date>', 'last submitted earlier')
    .option('--owner <user>', 'of somebody else, for analysts and admins');
  addPageOptions(files).addHelpText('after', EXAMPLES).action(act<[], FilesOptions>(cli, list));
}

async function list(context: Context, options: FilesOptions): Promise<void> {
  const { world, out } = context;
  const api = context.api();
  const columns = [
    { heading: 'verdict', paint: verdictPainter(out.paint) },
    { heading: 'found', right: true },
    { heading: 'submitted' },
    { heading: 'size', right: true },
    { heading: 'type', most: 24 },
    { heading: 'name', most: 40 },
    { heading: 'sha256', most: 64 },
  ];
  const { name, tag, type, from, before, owner } = options;
  // What is no verdict the API refuses, and says which there are.
  const verdict = options.verdict as 'malicious' | undefined;
  const filter = { name, tag, type, verdict, submitted_from: from, submitted_before: before, owner };
  await showPages(
    context,
    options,
    (page) => api.call(operations.listFiles, { query: { ...filter, ...page }, signal: world.signal }),
    {
      columns,
      row: (file) => [
        file.verdict ?? 'not yet',
        file.detection === null
          ? null
          : `${file.detection.malicious + file.detection.suspicious} of ${file.detection.expected}`,
        file.last_submission.slice(0, 16).replace('T', ' '),
        bytes(file.size),
        file.type,
        file.name,
        file.sha256,
      ],
    },
  );
}
