import { type NewApiKeyObject, operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import type { Context } from '../context.ts';
import { wholeNumber } from '../numbers.ts';
import { table } from '../terminal/table.ts';

interface KeyOptions {
  readonly user?: string;
}
interface CreateOptions extends KeyOptions {
  readonly name?: string;
  readonly level?: string;
  readonly expires?: string;
  readonly network?: string[];
  readonly requireExp?: boolean;
}
interface RotateOptions extends KeyOptions {
  readonly overlap?: number;
}

const CREATE_EXAMPLES = `
Examples:
  assay keys create --name "mail gateway" --expires 2027-01-01T00:00:00Z --network 10.0.0.0/8
  assay keys create --json > credentials.json && assay login --profile other --credentials credentials.json`;

/** The most that the API takes. */
const MAX_OVERLAP_HOURS = 720;

export function addKeys(cli: Cli): void {
  const keys = cli.program.command('keys').description('API keys, mine or (for admins) those of a user');
  const user = ['--user <name>', 'whose (default: mine)'] as const;
  keys
    .command('list', { isDefault: true })
    .description('without secrets')
    .option(...user)
    .addHelpText('after', '\nExample:\n  assay keys --user ada')
    .action(act<[], KeyOptions>(cli, list));
  keys
    .command('create')
    .description('a new key; its secret is shown this once')
    .option(...user)
    .option('--name <name>', 'what people call it')
    .option('--level <level>', 'user, analyst or admin; not more than mine')
    .option('--expires <moment>', 'from then on it is refused')
    .option('--network <cidr...>', 'from where alone it may be used')
    .option('--require-exp', 'refuse tokens of it that never expire')
    .addHelpText('after', CREATE_EXAMPLES)
    .action(act<[], CreateOptions>(cli, create));
  keys
    .command('rotate <token>')
    .description('replace a key by a new one like it; the old one works on for a while')
    .option(...user)
    .option('--overlap <hours>', 'how long (default: 24)', wholeNumber(0, MAX_OVERLAP_HOURS))
    .addHelpText('after', '\nExample:\n  assay keys rotate TOKEN --overlap 48')
    .action(act<[string], RotateOptions>(cli, rotate));
  keys
    .command('revoke <token>')
    .description('everywhere within a second')
    .option(...user)
    .addHelpText('after', '\nExample:\n  assay keys revoke TOKEN')
    .action(act<[string], KeyOptions>(cli, revoke));
}

/** Me, when nobody is named. */
async function whose(context: Context, { user }: KeyOptions) {
  const api = context.api();
  const { signal } = context.world;
  return { api, signal, id: user ?? (await api.call(operations.getMe, { signal })).data.id };
}

async function list(context: Context, options: KeyOptions): Promise<void> {
  const { out } = context;
  const { api, signal, id } = await whose(context, options);
  const keys = await api.call(operations.listKeys, { params: { id }, signal });
  if (out.json) return out.document(keys);
  const columns = ['token', 'name', 'level', 'state', 'created', 'last used'].map((heading) => ({ heading }));
  const rows = keys.data.map(({ id: token, attributes }) => [
    token,
    attributes.name,
    attributes.access_level,
    stateOf(attributes),
    attributes.created.slice(0, 10),
    attributes.last_used?.slice(0, 16).replace('T', ' '),
  ]);
  for (const line of table(columns, rows)) out.say(line);
}

function stateOf({ revoked, expires }: { revoked: string | null; expires: string | null }): string {
  if (revoked !== null) return 'revoked';
  if (expires === null) return 'good';
  return Date.parse(expires) <= Date.now() ? 'expired' : `good until ${expires.slice(0, 10)}`;
}

async function create(context: Context, options: CreateOptions): Promise<void> {
  const { api, signal, id } = await whose(context, options);
  const { name, expires, network, requireExp } = options;
  const access_level = options.level as 'user' | undefined;
  const wanted = { name, access_level, expires, networks: network, require_exp: requireExp };
  // What is not there is left out of the body, and the API knows what is meant.
  show(context, api.url, await api.call(operations.createKey, { params: { id }, body: present(wanted), signal }));
}

async function rotate(context: Context, options: RotateOptions, token: string): Promise<void> {
  const { api, signal, id } = await whose(context, options);
  const body = options.overlap === undefined ? {} : { overlap_hours: options.overlap };
  show(context, api.url, await api.call(operations.rotateKey, { params: { id, token }, body, signal }));
}

async function revoke(context: Context, options: KeyOptions, token: string): Promise<void> {
  const { out } = context;
  const { api, signal, id } = await whose(context, options);
  const revoked = await api.call(operations.revokeKey, { params: { id, token }, signal });
  if (out.json) out.document(revoked);
  else out.say(`${revoked.data.id}: revoked`);
}

/** With `--json` it is a credentials file besides, so that it can be signed in with. */
function show({ out }: Context, url: string, made: NewApiKeyObject): void {
  if (out.json) {
    out.document({ ...made, url, secret_key: made.secret });
    return;
  }
  out.say(`  token       ${made.public_api_token}`);
  out.say(`  user id     ${made.user_id}`);
  out.say(`  secret key  ${made.secret}`);
  out.note('The secret is shown this once.');
}

function present<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
