import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';

export function addEngines(cli: Cli): void {
  const engines = cli.program.command('engines').description('the engines, their versions and whether they are there');
  engines
    .command('list', { isDefault: true })
    .description('all of them')
    .addHelpText('after', '\nExample:\n  assay engines --json')
    .action(act(cli, list));
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    engines
      .command(`${verb} <pool/engine>`)
      .description(`${verb} an engine, for scans that begin from now on (admins)`)
      .addHelpText('after', `\nExample:\n  assay engines ${verb} linux/yara`)
      .action(act<[string], unknown>(cli, (context, _, name) => change(context, name, enabled)));
  }
}

async function list(context: Context): Promise<void> {
  const { out, world } = context;
  const found = await context.api().call(operations.listEngines, { signal: world.signal });
  if (out.json) return out.document(found);
  const columns = ['engine', 'kind', 'pool', 'state', 'version', 'signatures', 'of'].map((heading) => ({ heading }));
  const rows = found.data.map((engine) => [
    engine.engine,
    engine.kind,
    engine.pool,
    engine.enabled ? (engine.available ? 'available' : 'away') : 'disabled',
    engine.engine_version,
    engine.signature_version,
    engine.signature_date,
  ]);
  for (const line of table(columns, rows)) out.say(line);
  for (const { engine, reason } of found.data) if (reason !== null) out.say(`  ${engine}: ${printable(reason)}`);
}

async function change(context: Context, name: string, enabled: boolean): Promise<void> {
  const { out, world } = context;
  const [pool, engine, rest] = name.split('/');
  if (pool === undefined || engine === undefined || rest !== undefined)
    throw new LocalFault(`${name} is not of the form pool/engine`);
  const { updateEngine } = operations;
  const changed = await context
    .api()
    .call(updateEngine, { params: { pool, engine }, body: { enabled }, signal: world.signal });
  if (out.json) out.document(changed);
  else out.say(`${changed.data.id}: ${changed.data.attributes.enabled ? 'enabled' : 'disabled'}`);
}
