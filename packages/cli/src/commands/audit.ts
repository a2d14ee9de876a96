import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Context } from '../context.ts';
import { addPageOptions, type PageOptions, showPages } from '../paged.ts';

interface AuditOptions extends PageOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly outcome?: string;
  readonly from?: string;
  readonly to?: string;
}

export function addAudit(cli: Cli): void {
  const audit = cli.program
    .command('audit')
    .description('who did what to accounts, keys, engines and files (admins)')
    .option('--actor <user>', 'by whom')
    .option('--action <action>', 'what, as key.create; "key." is all of keys')
    .option('--subject <subject>', 'to what; "ada/" is all that is of ada')
    .option('--outcome <outcome>', 'begun, done, refused or failed')
    .option('--from <date>', 'then or later')
    .option('--to <date>', 'earlier than that');
  addPageOptions(audit)
    .addHelpText('after', '\nExample:\n  assay audit --action key. --outcome refused')
    .action(act<[], AuditOptions>(cli, list));
}

async function list(context: Context, options: AuditOptions): Promise<void> {
  const api = context.api();
  const { actor, action, subject, from, to } = options;
  const outcome = options.outcome as 'done' | undefined;
  const columns = ['time', 'actor', 'action', 'subject', 'outcome', 'address'].map((heading) => ({ heading }));
  await showPages(
    context,
    options,
    (page) =>
      api.call(operations.listAudit, {
        query: { actor, action, subject, outcome, from, to, ...page },
        signal: context.world.signal,
      }),
    {
      columns,
      row: ({ attributes }) => [
        attributes.time.slice(0, 19).replace('T', ' '),
        attributes.actor,
        attributes.action,
        attributes.subject,
        attributes.outcome,
        attributes.address,
      ],
    },
  );
}
