import { readFileSync } from 'node:fs';
import { operations } from '@assay/contracts';
import { act, type Cli } from '../act.ts';
import { connectApi } from '../client/api.ts';
import { parseJson } from '../client/parse-json.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { configPath, readConfig, writeConfig } from '../profiles/config-file.ts';
import { faultsOf } from '../profiles/faults-of.ts';
import { keyFromEnvironment } from '../profiles/key-from-environment.ts';
import { DEFAULT_PROFILE, Profile, ProfileName } from '../profiles/profile.ts';
import { ask, askSecret, readAll } from '../terminal/ask.ts';
import { printable } from '../terminal/printable.ts';
import type { World } from '../world.ts';
import { signInWithPassword } from './sign-in-with-password.ts';

interface LoginOptions {
  readonly credentials?: string;
  readonly password?: boolean;
  readonly user?: string;
}

const EXAMPLES = `
Examples:
  assay login --credentials data/credentials.json
  assay login https://assay.example --password --user ada
  assay login --profile work < credentials.json
  ASSAY_URL=… ASSAY_USER_ID=… ASSAY_API_TOKEN=… ASSAY_SECRET_KEY=… assay login

Without --credentials and --password the key is taken from the environment, from standard input (a credentials file), or
asked for. It is kept in $XDG_CONFIG_HOME/assay/config.json, which only you may read.`;

export function addLogin(cli: Cli): void {
  cli.program
    .command('login [url]')
    .description('sign in: keep an API key for the other commands')
    .option('--credentials <file>', 'a credentials.json; - is standard input')
    .option('--password', 'sign in with user name and password, which makes a key')
    .option('--user <name>', 'user name for --password')
    .addHelpText('after', EXAMPLES)
    .action(act<[string | undefined], LoginOptions>(cli, login));
}

async function login(context: Context, options: LoginOptions, url: string | undefined): Promise<void> {
  const { world } = context;
  const name = ProfileName.safeParse(context.options.profile ?? world.env.ASSAY_PROFILE ?? DEFAULT_PROFILE);
  if (!name.success) throw new LocalFault('A profile is named with letters, digits, dots, hyphens and underscores.');
  // Where nothing can be stored nobody is asked for a password, and no key is made.
  readConfig(configPath(world));
  const keep = (found: Profile) => store(context, name.data, found);
  const address = url ?? world.env.ASSAY_URL;
  if (options.password === true)
    await signInWithPassword(context, await privateAddress(world, address), options.user, keep);
  else await keep(await findKey(context, options, address));
}

/** Keeps a key that the API takes. */
async function store({ world, out }: Context, name: string, found: Profile): Promise<void> {
  const me = await connectApi(found.url, found).call(operations.getMe, { signal: world.signal });
  const profile = { ...found, username: me.data.id };
  const path = configPath(world);
  const known = readConfig(path);
  writeConfig(path, { current: name, profiles: { ...known.profiles, [name]: profile } });
  if (!isPrivate(profile.url)) out.note('The address is not https: whoever is in between can read what is sent.');
  if (out.json) out.document(me);
  else out.say(`Signed in at ${printable(profile.url)} as ${profile.username}, profile ${name}.`);
}

async function privateAddress(world: World, url: string | undefined): Promise<string> {
  const address = url ?? (await ask(world, 'Address of Assay'));
  if (!isPrivate(address)) throw new LocalFault('A password is sent over https only, or to this machine.');
  return address;
}

async function findKey({ world }: Context, options: LoginOptions, url: string | undefined): Promise<Profile> {
  const file = options.credentials;
  if (file !== undefined) return checked(file === '-' ? await readAll(world) : readFileSync(file, 'utf8'), url);
  const given = keyFromEnvironment(world.env);
  if (given !== null) return given;
  if (world.stdin.isTTY !== true) return checked(await readAll(world), url);
  const asked = {
    url: url ?? (await ask(world, 'Address of Assay', 'http://127.0.0.1:8080')),
    user_id: await ask(world, 'User id'),
    public_api_token: await ask(world, 'Public API token'),
    secret_key: await askSecret(world, 'Secret key'),
  };
  return checked(JSON.stringify(asked), undefined);
}

/** Of credentials as the server writes them, with another address when one is named. */
function checked(text: string, url: string | undefined): Profile {
  const given = parseJson(text);
  const profile = Profile.safeParse(
    typeof given === 'object' && given !== null ? { ...given, ...(url === undefined ? {} : { url }) } : given,
  );
  if (profile.success) return profile.data;
  throw new LocalFault(`These are no credentials: ${faultsOf(profile.error)}`);
}

/** Whether nobody in between can read along. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
