import type { Caller } from '@assay/auth';
import type { FileItem } from '@assay/contracts';
import type { Hit, Order } from '@assay/search';
import { z } from 'zod';
import type { ReportApp } from '../report-app.ts';
import { readAllHits } from './read-hits.ts';
import { indexOf, readQuery, searchedOwner } from './read-query.ts';

const Place = z.object({ value: z.number(), sha256: z.string(), userId: z.string() });

export interface Wanted {
  readonly query: string;
  readonly order: Order;
  readonly owner?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface FoundPage {
  readonly found: readonly { readonly hit: Hit; readonly file: FileItem }[];
  /** Signed; null on the last page. */
  readonly cursor: string | null;
  /** More files may be alike to what the query names than were compared or kept. */
  readonly alikeCut: boolean;
}

/** One page of a search. Its cursor is good for the same query, order and owner of the same caller. */
export async function searchPage(report: ReportApp, caller: Caller, wanted: Wanted): Promise<FoundPage> {
  const { query, order, limit, cursor } = wanted;
  const tree = await readQuery(report, query);
  const owner = searchedOwner(caller, wanted.owner);
  const bound = { route: 'search', query: { query, ...order, owner }, userId: caller.userId };
  const after = cursor === undefined ? undefined : Place.parse(report.cursors.open(bound, cursor));
  const page = await indexOf(report).query({ query: tree, owner, asker: caller.userId, order, limit, after });
  return {
    found: await readAllHits(report, caller, page.hits),
    cursor: page.next === null ? null : report.cursors.sign(bound, page.next),
    alikeCut: page.alikeCut,
  };
}
