import { operations, type UserQuotas } from '@assay/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import { act, type Cli } from '../act.ts';
import { LocalFault } from '../client/patience.ts';
import type { Context } from '../context.ts';
import { table } from '../terminal/table.ts';

/** Commander takes null for an option that was given no value. */
type Quota = number | 'none';
interface QuotaOptions {
  readonly requestsPerMinute?: Quota;
  readonly requestsPerDay?: Quota;
  readonly uploadsPerDay?: Quota;
  readonly uploadBytesPerDay?: Quota;
  readonly configured?: boolean;
}

const EXAMPLES = `
Examples:
  assay users quotas ada                                        # what they are
  assay users quotas ada --uploads-per-day 100 --requests-per-day none
  assay users quotas ada --configured                           # none of their own any more

A quota is 1 or more, or none where nothing bounds; what is not named stays as it is. To let somebody do nothing at all:
assay users disable ada.`;

export function addUserQuotas(cli: Cli, users: Command): void {
  users
    .command('quotas <name>')
    .description('what a user may take at most, instead of what is configured')
    .option('--requests-per-minute <n>', 'requests in a minute', quota)
    .option('--requests-per-day <n>', 'requests in a day (UTC)', quota)
    .option('--uploads-per-day <n>', 'uploads in a day', quota)
    .option('--upload-bytes-per-day <n>', 'bytes of uploads in a day', quota)
    .option('--configured', 'as it is configured for everybody')
    .addHelpText('after', EXAMPLES)
    .action(act<[string], QuotaOptions>(cli, quotas));
}

/** 0 would be read as nothing by some and as no bound by others; the API refuses it too. */
function quota(text: string): Quota {
  if (text === 'none') return text;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number, 1 or more, or none.');
}

async function quotas(context: Context, options: QuotaOptions, id: string): Promise<void> {
  const { out, world } = context;
  const { signal } = world;
  const api = context.api();
  const { configured, ...given } = options;
  const named = Object.keys(given).length > 0;
  if (configured === true && named) throw new LocalFault('--configured leaves no quota of their own');
  const known = await api.call(operations.getUser, { params: { id }, signal });
  const wanted = configured === true ? null : { ...known.data.attributes.quotas, ...asMembers(given) };
  const user =
    configured === true || named
      ? await api.call(operations.updateUser, { params: { id }, body: { quotas: wanted }, signal })
      : known;
  if (out.json) return out.document(user);
  const own = Object.entries(user.data.attributes.quotas ?? {});
  if (own.length === 0) return out.say(`${id}: as configured`);
  const columns = [{ heading: 'quota' }, { heading: 'at most', right: true }];
  for (const line of table(
    columns,
    own.map(([name, most]) => [name, most ?? 'none']),
  ))
    out.say(line);
}

/** As the API names them; what is not given is absent. */
function asMembers(given: Omit<QuotaOptions, 'configured'>): UserQuotas {
  const names = { requestsPerMinute: 'requests_per_minute', requestsPerDay: 'requests_per_day' } as const;
  const others = { uploadsPerDay: 'uploads_per_day', uploadBytesPerDay: 'upload_bytes_per_day' } as const;
  const all: Record<keyof typeof given, keyof UserQuotas> = { ...names, ...others };
  return Object.fromEntries(
    Object.entries(given).map(([name, most]) => [all[name as keyof typeof given], most === 'none' ? null : most]),
  );
}
