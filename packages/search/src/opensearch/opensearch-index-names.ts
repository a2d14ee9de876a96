import type { Client } from '@opensearch-project/opensearch';
import { MAPPINGS, SETTINGS } from './opensearch-document.ts';

/** Grows when what is indexed changes: an older program goes on with its own index until it is gone. */
const SCHEMA = 1;

/** The alias under which the index is read and written; behind it is one index, `<alias>-<n>`. */
export function aliasOf(name: string): string {
  return `${name}-v${SCHEMA}`;
}

/** Makes the index when there is none. Several may do so at once. */
export async function ensureIndex(client: Client, alias: string): Promise<void> {
  if ((await client.indices.existsAlias({ name: alias })).statusCode === 200) return;
  await makeIndex(client, `${alias}-1`, alias).catch((fault: { body?: { error?: { type?: string } } }) => {
    if (fault.body?.error?.type !== 'resource_already_exists_exception') throw fault;
  });
}

/** Puts a new, empty index behind the alias and removes the old one, in one step. */
export async function renewIndex(client: Client, alias: string): Promise<void> {
  await ensureIndex(client, alias);
  const { body } = await client.indices.getAlias({ name: alias });
  const before = Object.keys(body);
  const numbers = before.map((name) => Number(name.slice(alias.length + 1)) || 0);
  const next = `${alias}-${Math.max(...numbers) + 1}`;
  await makeIndex(client, next);
  const actions = [{ add: { index: next, alias } }, ...before.map((index) => ({ remove_index: { index } }))];
  await client.indices.updateAliases({ body: { actions } });
}

async function makeIndex(client: Client, index: string, alias?: string): Promise<void> {
  const aliases = alias === undefined ? {} : { aliases: { [alias]: {} } };
  await client.indices.create({ index, body: { settings: SETTINGS, mappings: MAPPINGS, ...aliases } });
}
