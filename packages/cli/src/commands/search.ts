import { operations } from '@assay/contracts';
import { Option } from 'commander';
import { act, type Cli } from '../act.ts';
import { pathOf } from '../client/call.ts';
import type { Context } from '../context.ts';
import { addPageOptions, type PageOptions, showPages } from '../paged.ts';
import { bytes } from '../terminal/amounts.ts';
import { verdictPainter } from '../terminal/paint-verdict.ts';
import { printable } from '../terminal/printable.ts';

interface SearchOptions extends PageOptions {
  readonly order?: string;
  readonly owner?: string;
  readonly export?: 'csv' | 'json';
}

const EXAMPLES = `
Examples:
  assay search 'type:peexe positives:2+ not tag:signed'
  assay search 'name:"invoice" and ls:7d+' --order size-
  assay search similar-to:HASH
  assay search verdict:malicious --export csv > found.csv`;

export function addSearch(cli: Cli): void {
  const search = cli.program
    .command('search <query...>')
    .description('files by a query; its modifiers are in docs/operate/search.md')
    .option('--order <field>', 'as size-, first_submission_date+ (default: last_submission_date-)')
    .option('--owner <user>', 'only files of this user, for analysts and admins')
    .addOption(new Option('--export <format>', 'all hits in one piece').choices(['csv', 'json']));
  addPageOptions(search).addHelpText('after', EXAMPLES).action(act<[string[]], SearchOptions>(cli, find));
}

async function find(context: Context, options: SearchOptions, words: string[]): Promise<void> {
  const { world, out } = context;
  const { order, owner } = options;
  const query = { query: words.join(' '), order, owner };
  const api = context.api();
  if (options.export === 'csv') return exportCsv(context, query);
  if (options.export === 'json')
    return out.document(
      await api.call(operations.exportSearch, { query: { ...query, format: 'json' }, signal: world.signal }),
    );
  const columns = [
    { heading: 'verdict', paint: verdictPainter(out.paint) },
    { heading: 'found', right: true },
    { heading: 'alike', right: true },
    { heading: 'size', right: true },
    { heading: 'type', most: 24 },
    { heading: 'name', most: 40 },
    { heading: 'owner', most: 16 },
    { heading: 'sha256', most: 64 },
  ];
  await showPages(
    context,
    options,
    (page) => api.call(operations.searchFiles, { query: { ...query, ...page }, signal: world.signal }),
    {
      columns,
      row: (hit) => [
        hit.verdict ?? 'not yet',
        hit.detection === null ? null : hit.detection.malicious + hit.detection.suspicious,
        hit.similarity === null ? null : `${Math.round(hit.similarity * 100)} %`,
        bytes(hit.size),
        hit.type,
        hit.name,
        hit.owner,
        hit.sha256,
      ],
    },
  );
}

/** As the API wrote it, but for a terminal, on which names must not act. */
async function exportCsv(
  context: Context,
  query: { query: string; order: string | undefined; owner: string | undefined },
): Promise<void> {
  const { world, out } = context;
  const path = pathOf(operations.exportSearch, { query: { ...query, format: 'csv' } });
  const answer = await context.api().get(path, { signal: world.signal });
  const text = await answer.text();
  if (answer.headers.get('x-export-complete') === 'false')
    out.note(`There are more hits than the ${answer.headers.get('x-export-limit')} that are exported.`);
  if (world.stdout.isTTY !== true) return void world.stdout.write(text);
  for (const line of text.split(/\r?\n/)) if (line !== '') out.say(printable(line));
}
