import { AssayError } from '@assay/contracts';
import { parseQuery, type Query, type SearchReader } from '@assay/search';
import type { Reader } from '../files/find-file.ts';
import { readsAll } from '../files/find-file.ts';
import { partitionOf } from '../files/partition-of.ts';
import type { ReportApp } from '../report-app.ts';

/** The index. Throws `no-search` where there is none. */
export function indexOf({ search }: ReportApp): SearchReader {
  if (search !== null) return search;
  throw new AssayError('no-search', undefined, { internal: 'SEARCH_URL is not set' });
}

/** Reads a query; the engines that are known now are modifiers too. */
export async function readQuery({ catalogue, now }: ReportApp, text: string): Promise<Query> {
  const engines = await catalogue.engines();
  return parseQuery(text, { now: now(), engines: new Set(engines.map(({ Engine }) => Engine)) });
}

/** Whose files a search may find: one user's, or null for everybody's. Throws forbidden like every list. */
export function searchedOwner(caller: Reader, owner: string | undefined): string | null {
  return owner === undefined && readsAll(caller) ? null : partitionOf(caller, owner);
}
