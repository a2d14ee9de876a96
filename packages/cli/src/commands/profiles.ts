import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { configPath, readConfig, writeConfig } from '../profiles/config-file.ts';
import { table } from '../terminal/table.ts';

export function addProfiles(cli: Cli): void {
  const profiles = cli.program.command('profiles').description('the Assays this machine is signed in at');
  profiles
    .command('list', { isDefault: true })
    .description('all of them')
    .addHelpText('after', '\nExample:\n  assay profiles --json')
    .action(act(cli, list));
  profiles
    .command('use <name>')
    .description('the one that is used from now on')
    .addHelpText('after', '\nExample:\n  assay profiles use work')
    .action(act<[string], unknown>(cli, use));
  cli.program
    .command('logout')
    .description('forget the key of a profile; it stays valid')
    .addHelpText('after', '\nExample:\n  assay logout --profile work')
    .action(act(cli, logout));
  cli.program
    .command('whoami')
    .description('who the API says I am')
    .addHelpText('after', '\nExample:\n  assay --profile work whoami')
    .action(act(cli, whoami));
}

async function list({ world, out }: Context): Promise<void> {
  const { current, profiles } = readConfig(configPath(world));
  // Without the keys, which are secrets.
  const rows = Object.entries(profiles).map(([name, { url, username }]) => ({
    name,
    current: name === current,
    url,
    username: username ?? null,
  }));
  if (out.json) return out.document(rows);
  const columns = [{ heading: 'profile' }, { heading: 'user' }, { heading: 'address' }];
  const cells = rows.map((row) => [`${row.name}${row.current ? ' *' : ''}`, row.username, row.url]);
  for (const line of table(columns, cells)) out.say(line);
}

async function use({ world, out }: Context, _: unknown, name: string): Promise<void> {
  const path = configPath(world);
  const config = readConfig(path);
  if (!Object.hasOwn(config.profiles, name)) throw new LocalFault(`There is no profile ${name}.`);
  writeConfig(path, { ...config, current: name });
  if (out.json) out.document({ current: name });
}

async function logout({ world, options, out }: Context): Promise<void> {
  const path = configPath(world);
  const { current, profiles } = readConfig(path);
  const name = options.profile ?? world.env.ASSAY_PROFILE ?? current;
  const gone = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (gone === undefined) throw new LocalFault(`There is no profile ${name}.`);
  const { [name]: _, ...others } = profiles;
  writeConfig(path, { current, profiles: others });
  const { public_api_token } = gone;
  if (out.json) out.document({ profile: name, public_api_token });
  out.note(`Its key ${public_api_token} stays valid until it is revoked.`);
}

async function whoami(context: Context): Promise<void> {
  const { out, world } = context;
  const api = context.api();
  const me = await api.call(operations.getMe, { signal: world.signal });
  if (out.json) return out.document(me);
  out.say(`${me.data.id} (${me.data.attributes.access_level}) at ${api.url}`);
}
