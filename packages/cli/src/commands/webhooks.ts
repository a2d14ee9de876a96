import { operations, type Webhook } from '@assay/contracts';
import { Option } from 'commander';
import { act, type Cli } from '../act.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { ask } from '../terminal/ask.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';

const EVENTS = ['scan.completed', 'verdict.changed'] as const;
type Event = (typeof EVENTS)[number];

interface CreateOptions {
  readonly event: Event[];
}
interface DeleteOptions {
  readonly yes?: boolean;
}

export function addWebhooks(cli: Cli): void {
  const webhooks = cli.program.command('webhooks').description('addresses that are told of my scans');
  webhooks
    .command('list', { isDefault: true })
    .description('all of them, without secrets')
    .addHelpText('after', '\nExample:\n  assay webhooks --json')
    .action(act(cli, list));
  const events = new Option('--event <event...>', 'what it is told of').choices(EVENTS).default(['scan.completed']);
  webhooks
    .command('create <url>')
    .description('a new one; the secret that verifies what it is sent is shown this once')
    .addOption(events)
    .addHelpText('after', '\nExample:\n  assay webhooks create https://hooks.example.org/assay --event verdict.changed')
    .action(act<[string], CreateOptions>(cli, create));
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    webhooks
      .command(`${verb} <id>`)
      .description(enabled ? 'tell it again, and forget the failures before' : 'tell it nothing for now')
      .addHelpText('after', `\nExample:\n  assay webhooks ${verb} ID`)
      .action(act<[string], unknown>(cli, (context, _, id) => change(context, id, enabled)));
  }
  webhooks
    .command('test <id>')
    .description('send it an event "test"; deliveries tells how that ended')
    .addHelpText('after', '\nExample:\n  assay webhooks test ID && assay webhooks deliveries ID')
    .action(act<[string], unknown>(cli, (context, _, id) => test(context, id)));
  webhooks
    .command('deliveries <id>')
    .description('what waits for it, and how the last deliveries ended')
    .addHelpText('after', '\nExample:\n  assay webhooks deliveries ID --json')
    .action(act<[string], unknown>(cli, (context, _, id) => deliveries(context, id)));
  webhooks
    .command('delete <id>')
    .description('remove it; what was on its way is dropped')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  assay webhooks delete ID')
    .action(act<[string], DeleteOptions>(cli, remove));
}

async function list(context: Context): Promise<void> {
  const { out, world } = context;
  const found = await context.api().call(operations.listWebhooks, { signal: world.signal });
  if (out.json) return out.document(found);
  const columns = ['id', 'state', 'events', 'failures', 'last', 'address'].map((heading) => ({ heading }));
  const rows = found.data.map(({ id, attributes }) => [
    id,
    attributes.enabled ? 'enabled' : 'disabled',
    attributes.events.join(', '),
    attributes.failures,
    attributes.last_delivery?.at.slice(0, 16).replace('T', ' '),
    attributes.url,
  ]);
  for (const line of table(columns, rows)) out.say(line);
  for (const { id, attributes } of found.data)
    if (attributes.note !== null) out.say(`  ${id}: ${printable(attributes.note)}`);
}

async function create(context: Context, { event }: CreateOptions, url: string): Promise<void> {
  const { out, world } = context;
  const made = await context
    .api()
    .call(operations.createWebhook, { body: { url, events: event }, signal: world.signal });
  if (out.json) return out.document(made);
  show(context, made);
  out.say(`  secret  ${made.secret}`);
  out.note('The secret is shown this once.');
}

async function change(context: Context, id: string, enabled: boolean): Promise<void> {
  const { signal } = context.world;
  const changed = await context.api().call(operations.changeWebhook, { params: { id }, body: { enabled }, signal });
  if (context.out.json) context.out.document(changed);
  else show(context, changed);
}

async function test(context: Context, id: string): Promise<void> {
  const { out, world } = context;
  const begun = await context.api().call(operations.testWebhook, { params: { id }, signal: world.signal });
  if (out.json) out.document(begun);
  else out.say(`delivery ${begun.data.id}: ${begun.data.attributes.state}`);
}

async function deliveries(context: Context, id: string): Promise<void> {
  const { out, world } = context;
  const found = await context.api().call(operations.listDeliveries, { params: { id }, signal: world.signal });
  if (out.json) return out.document(found);
  const columns = ['delivery', 'event', 'state', 'attempts', 'at', 'answer'].map((heading) => ({ heading }));
  const rows = found.data.map(({ id: delivery, attributes }) => [
    delivery,
    attributes.event,
    attributes.state,
    attributes.attempts,
    attributes.at.slice(0, 19).replace('T', ' '),
    attributes.error ?? attributes.status,
  ]);
  for (const line of table(columns, rows)) out.say(line);
}

async function remove(context: Context, { yes }: DeleteOptions, id: string): Promise<void> {
  const { out, world } = context;
  if (yes !== true && !/^y(es)?$/i.test(await ask(world, `Delete the webhook ${id}? yes or no`)))
    throw new LocalFault('not deleted');
  const gone = await context.api().call(operations.deleteWebhook, { params: { id }, signal: world.signal });
  if (out.json) out.document(gone);
  else out.say(`${gone.data.id}: deleted`);
}

function show({ out }: Context, { data }: { data: Webhook }): void {
  const { url, enabled, events } = data.attributes;
  out.say(`${data.id}: ${enabled ? 'enabled' : 'disabled'}, ${events.join(', ')}, ${printable(url)}`);
}
