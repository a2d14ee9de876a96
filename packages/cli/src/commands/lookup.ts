import { type FoundFile, MAX_LOOKUP, operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode, gravest, judgeFile } from '../exit-code.ts';
import { named } from '../named.ts';
import { readHashes } from '../scan/read-hashes.ts';
import { verdictPainter } from '../terminal/paint-verdict.ts';
import { table } from '../terminal/table.ts';

const EXAMPLES = `
Examples:
  sha256sum downloads/* | assay lookup -
  assay lookup hashes.txt --json | jq -r 'select(.file == null).hash'

A list has a hash (MD5, SHA-1 or SHA-256) at the beginning of each line; what stands behind it, empty lines and lines
that begin with # are passed over. With --json there is a line for every hash. A hash that is not known counts as not
judged.`;

export function addLookup(cli: Cli): void {
  cli.program
    .command('lookup <list>')
    .description('what is known of many hashes, a line each in a file or (-) on standard input')
    .addHelpText('after', EXAMPLES)
    .action(act<[string], unknown>(cli, (context, _, list) => lookup(context, list)));
}

interface Answer {
  readonly hash: string;
  readonly file: FoundFile | null;
}

async function lookup(context: Context, list: string): Promise<ExitCode> {
  const { out, world } = context;
  const api = context.api();
  const codes = new Set<ExitCode>();
  const lists = readHashes(world, list, MAX_LOOKUP);
  for (let next = await named(list, lists.next()); next.done !== true; next = await named(list, lists.next())) {
    const body = { hashes: next.value };
    const { data } = await api.call(operations.lookupFiles, { body, signal: world.signal, repeatable: true });
    for (const { file } of data) codes.add(file === null ? EXIT.unjudged : judgeFile(file));
    if (out.json) for (const answer of data) out.line(answer);
    else show(context, data);
  }
  return codes.size === 0 ? EXIT.unjudged : gravest([...codes]);
}

function show({ out }: Context, answers: readonly Answer[]): void {
  const columns = [
    { heading: 'hash', most: 64 },
    { heading: 'verdict', paint: verdictPainter(out.paint) },
    { heading: 'found', right: true },
    { heading: 'name', most: 40 },
    { heading: 'owner', most: 16 },
  ];
  const row = ({ hash, file }: Answer) => [
    hash,
    file === null ? 'not known' : (file.verdict ?? 'not yet'),
    file === null || file.detection === null ? null : file.detection.malicious + file.detection.suspicious,
    file?.name,
    file?.owner,
  ];
  for (const line of table(columns, answers.map(row))) out.say(line);
}
