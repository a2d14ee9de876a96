import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Context } from '../context.ts';
import { hashOf } from '../hash.ts';
import { named } from '../named.ts';
import { wholeNumber } from '../numbers.ts';
import { verdictPainter } from '../terminal/paint-verdict.ts';
import { table } from '../terminal/table.ts';

interface SimilarOptions {
  readonly limit?: number;
  readonly owner?: string;
}

const EXAMPLES = `
Examples:
  assay similar 44d88612fea8a8f36de82e1278abb02f
  assay similar ./stored.exe --limit 50   # its hash is computed here; it must be stored already`;

/** The most that the API answers. */
const MAX_SIMILAR = 100;

export function addSimilar(cli: Cli): void {
  cli.program
    .command('similar <hash-or-file>')
    .description('stored files that are like one, by imphash, ssdeep and TLSH, the most alike first')
    .option('--limit <n>', 'how many at most (default: 20)', wholeNumber(1, MAX_SIMILAR))
    .option('--owner <user>', "whose file, for analysts and admins (default: mine, else anybody's)")
    .addHelpText('after', EXAMPLES)
    .action(act<[string], SimilarOptions>(cli, similar));
}

async function similar(context: Context, options: SimilarOptions, hashOrPath: string): Promise<void> {
  const { out, world } = context;
  const { signal } = world;
  const api = context.api();
  const params = { id: await named(hashOrPath, hashOf(hashOrPath, signal)) };
  const { limit, owner } = options;
  const found = await api.call(operations.similarFiles, { params, query: { limit, owner }, signal });
  if (out.json) return out.document(found);
  const columns = [
    { heading: 'alike', right: true },
    { heading: 'imphash' },
    { heading: 'ssdeep', right: true },
    { heading: 'tlsh', right: true },
    { heading: 'verdict', paint: verdictPainter(out.paint) },
    { heading: 'name', most: 40 },
    { heading: 'owner', most: 16 },
    { heading: 'sha256', most: 64 },
  ];
  const rows = found.data.map(({ similarity, alike, verdict, name, owner: whose, sha256 }) => [
    `${Math.round(similarity * 100)} %`,
    alike.imphash ? 'same' : null,
    alike.ssdeep,
    alike.tlsh,
    verdict ?? 'not yet',
    name,
    whose,
    sha256,
  ]);
  for (const line of table(columns, rows)) out.say(line);
  if (found.meta.alike_cut === true) out.note('More files may be alike than were compared.');
}
