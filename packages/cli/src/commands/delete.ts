import { FileHash, operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { ask } from '../terminal/ask.ts';

interface DeleteOptions {
  readonly yes?: boolean;
  readonly owner?: string;
}

const EXAMPLES = `
Examples:
  assay delete 44d88612fea8a8f36de82e1278abb02f
  assay files --all --json --before 2026-01-01 | jq -r .sha256 | xargs -n 1 assay delete --yes`;

export function addDelete(cli: Cli): void {
  cli.program
    .command('delete <hash>')
    .description('delete a file with everything that is known of it')
    .option('-y, --yes', 'do not ask')
    .option('--owner <user>', 'whose file, for admins')
    .addHelpText('after', EXAMPLES)
    .action(act<[string], DeleteOptions>(cli, deleteFile));
}

async function deleteFile(context: Context, { yes, owner }: DeleteOptions, given: string): Promise<void> {
  const { world, out } = context;
  const hash = FileHash.safeParse(given);
  if (!hash.success) throw new LocalFault(`${given} is no MD5, SHA-1 or SHA-256`);
  if (yes !== true && !/^y(es)?$/i.test(await ask(world, `Delete ${hash.data} for good? yes or no`)))
    throw new LocalFault('not deleted');
  const deleted = await context
    .api()
    .call(operations.deleteFile, { params: { id: hash.data }, query: { owner }, signal: world.signal });
  if (out.json) out.document(deleted);
  else out.say(`${deleted.data.id}: deleted`);
}
