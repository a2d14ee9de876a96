import { operations, type User } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { wholeNumber } from '../numbers.ts';
import { addPageOptions, type PageOptions, showPages } from '../paged.ts';
import { ask, askSecret, readAll } from '../terminal/ask.ts';
import { addUserQuotas } from './user-quotas.ts';

interface CreateOptions {
  readonly email?: string;
  readonly level?: string;
  readonly retention?: number;
  readonly passwordStdin?: boolean;
}
interface DeleteOptions {
  readonly yes?: boolean;
}

/** A hundred years, the most that the API takes. */
const MAX_RETENTION_DAYS = 36_500;

export function addUsers(cli: Cli): void {
  const users = cli.program.command('users').description('the people of this Assay (admins)');
  addPageOptions(users.command('list', { isDefault: true }).description('all of them'))
    .addHelpText('after', '\nExample:\n  assay users --all --json')
    .action(act<[], PageOptions>(cli, list));
  users
    .command('show <name>')
    .description('one of them')
    .addHelpText('after', '\nExample:\n  assay users show ada --json')
    .action(act<[string], unknown>(cli, get));
  users
    .command('create <name>')
    .description('a new user; the password is shown this once')
    .option('--email <address>', 'where to reach them')
    .option('--level <level>', 'user, analyst or admin')
    .option(
      '--retention <days>',
      'their files are deleted so long after the last submission (default: never)',
      wholeNumber(1, MAX_RETENTION_DAYS),
    )
    .option('--password-stdin', 'take the password from standard input instead of making one')
    .addHelpText('after', '\nExample:\n  assay users create ada --level analyst --email ada@example.org')
    .action(act<[string], CreateOptions>(cli, create));
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    users
      .command(`${verb} <name>`)
      .description(enabled ? 'let them in again' : 'shut them out; everything of theirs stays')
      .addHelpText('after', `\nExample:\n  assay users ${verb} ada`)
      .action(act<[string], unknown>(cli, (context, _, id) => update(context, id, { enabled })));
  }
  users
    .command('level <name> <level>')
    .description('make somebody user, analyst or admin')
    .addHelpText('after', '\nExample:\n  assay users level ada analyst')
    .action(
      act<[string, string], unknown>(cli, (context, _, id, level) =>
        update(context, id, { access_level: level as 'user' }),
      ),
    );
  addUserQuotas(cli, users);
  users
    .command('reset-password <name>')
    .description('a new password, shown this once; ends their sessions')
    .option('--password-stdin', 'take it from standard input instead of making one')
    .addHelpText('after', '\nExample:\n  assay users reset-password ada')
    .action(act<[string], CreateOptions>(cli, resetPassword));
  users
    .command('delete <name>')
    .description('delete a user with all that is theirs; the name is never given again')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  assay users delete ada')
    .action(act<[string], DeleteOptions>(cli, remove));
}

async function list(context: Context, options: PageOptions): Promise<void> {
  const api = context.api();
  const columns = ['name', 'level', 'status', 'email', 'since', 'last sign-in'].map((heading) => ({ heading }));
  const row = ({ id, attributes }: User) => [
    id,
    attributes.access_level,
    attributes.status,
    attributes.email,
    attributes.user_since.slice(0, 10),
    attributes.last_login?.slice(0, 16).replace('T', ' '),
  ];
  const { signal } = context.world;
  await showPages(context, options, (page) => api.call(operations.listUsers, { query: page, signal }), {
    columns,
    row,
  });
}

async function get(context: Context, _: unknown, id: string): Promise<void> {
  const { signal } = context.world;
  show(context, await context.api().call(operations.getUser, { params: { id }, signal }));
}

async function update(
  context: Context,
  id: string,
  body: { enabled?: boolean; access_level?: 'user' | 'analyst' | 'admin' },
): Promise<void> {
  const { signal } = context.world;
  show(context, await context.api().call(operations.updateUser, { params: { id }, body, signal }));
}

async function create(context: Context, options: CreateOptions, user_name: string): Promise<void> {
  const { world } = context;
  const { email, level, retention } = options;
  const body = {
    user_name,
    ...(email === undefined ? {} : { email }),
    ...(level === undefined ? {} : { access_level: level as 'user' }),
    ...(retention === undefined ? {} : { retention_days: retention }),
    ...(await chosenPassword(context, options)),
  };
  showPassword(context, await context.api().call(operations.createUser, { body, signal: world.signal }));
}

async function resetPassword(context: Context, options: CreateOptions, id: string): Promise<void> {
  const { signal } = context.world;
  const body = await chosenPassword(context, options);
  showPassword(context, await context.api().call(operations.resetPassword, { params: { id }, body, signal }));
}

async function chosenPassword({ world }: Context, { passwordStdin }: CreateOptions): Promise<{ password?: string }> {
  if (passwordStdin !== true) return {};
  if (world.stdin.isTTY === true) return { password: await askSecret(world, 'Password of the user') };
  return { password: (await readAll(world)).split(/\r?\n/)[0] ?? '' };
}

async function remove(context: Context, { yes }: DeleteOptions, id: string): Promise<void> {
  const { world } = context;
  if (yes !== true && (await ask(world, `Their name again, to delete ${id} with everything`)) !== id)
    throw new LocalFault('not deleted');
  show(context, await context.api().call(operations.deleteUser, { params: { id }, signal: world.signal }));
}

function show({ out }: Context, user: { data: User }): void {
  const { id, attributes } = user.data;
  if (out.json) out.document(user);
  else out.say(`${id}: ${attributes.access_level}, ${attributes.status}`);
}

function showPassword(context: Context, made: { data: User; password: string | null }): void {
  const { out } = context;
  if (out.json) {
    out.document(made);
    return;
  }
  show(context, made);
  if (made.password !== null) out.say(`  password  ${made.password}`);
}
