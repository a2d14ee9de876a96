import { existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isatty } from 'node:tty';
import { FileHash, operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import { pathOf } from '../client/call.ts';
import { downloadTo } from '../client/download.ts';
import { LocalFault, PATIENT } from '../client/patience.ts';
import { type Context, retryText } from '../context.ts';
import { bytes } from '../terminal/amounts.ts';
import { openProgress } from '../terminal/progress.ts';

interface DownloadOptions {
  readonly output?: string;
  readonly zip?: boolean;
  readonly force?: boolean;
}

const EXAMPLES = `
Examples:
  assay download HASH                     # into a file that is named by the hash
  assay download --zip HASH -o sample.zip # inside an AES archive with the password "infected"
  assay download HASH -o - | strings`;

export function addDownload(cli: Cli): void {
  cli.program
    .command('download <hash>')
    .description('fetch the bytes of a file')
    .option('-o, --output <path>', 'where to; - is standard output')
    .option('--zip', 'inside an encrypted archive, which no scanner on the way touches')
    .option('-f, --force', 'replace a file that is there')
    .addHelpText('after', EXAMPLES)
    .action(act<[string], DownloadOptions>(cli, download));
}

async function download(context: Context, options: DownloadOptions, given: string): Promise<void> {
  const hash = FileHash.safeParse(given);
  if (!hash.success) throw new LocalFault(`${given} is no MD5, SHA-1 or SHA-256`);
  const zip = options.zip === true;
  if (options.output === '-') return toStandardOutput(context, hash.data, zip);
  const path = options.output ?? `${hash.data}${zip ? '.zip' : ''}`;
  if (existsSync(path) && options.force !== true) throw new LocalFault(`${path} exists; --force replaces it`);
  const { world, out } = context;
  const progress = openProgress(world.stderr);
  const bar = progress.begin(path, null);
  try {
    const patience = {
      ...PATIENT,
      onRetry: (retry: Parameters<typeof retryText>[0]) => progress.note(retryText(retry)),
    };
    const count = await downloadTo(context.api(), hash.data, path, {
      zip,
      patience,
      signal: world.signal,
      onBytes: bar.at,
    });
    if (out.json) out.document({ path, bytes: count });
    else progress.note(`${path}: ${bytes(count)}`);
  } finally {
    bar.done();
    progress.close();
  }
}

/** Nothing is tried again here: what was written cannot be taken back. */
async function toStandardOutput({ world, api }: Context, hash: string, zip: boolean): Promise<void> {
  if (world.stdout.isTTY === true && isatty(1)) throw new LocalFault('bytes of a file do not belong on a terminal');
  const query = zip ? { format: 'zip' as const } : {};
  const { signal } = world;
  const answer = await api().get(pathOf(operations.downloadFile, { params: { id: hash }, query }), { signal });
  if (answer.body !== null) await pipeline(answer.body as never, world.stdout, { end: false, signal });
}
