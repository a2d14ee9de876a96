import type { Caller } from '@assay/auth';
import type { Hit, Place as HitPlace, Order } from '@assay/search';
import type { StillAsked } from '@assay/service-kit';
import { z } from 'zod';
import type { ReportApp } from '../report-app.ts';
import { type LiveHits, liveHits } from './live-hits.ts';
import { indexOf, readQuery, searchedOwner } from './read-query.ts';

const Place = z.object({ value: z.number(), sha256: z.string(), userId: z.string() });

export interface Wanted {
  readonly query: string;
  readonly order: Order;
  readonly owner?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Each SHA-256 once on a page, whoever has it. */
  readonly once: boolean;
  readonly stillAsked: StillAsked;
}

export interface FoundPage extends Pick<LiveHits, 'found' | 'alikeCut'> {
  /** Signed; null on the last page. */
  readonly cursor: string | null;
  /** Signed; goes on behind a hit of this page, for one that ends early. */
  cursorAfter(hit: Hit): string;
}

/**
 * One page of a search. Its cursor is good for the same query, order and owner of the same caller. Only at the end is it
 * empty; throws as `liveHits` does.
 */
export async function searchPage(report: ReportApp, caller: Caller, wanted: Wanted): Promise<FoundPage> {
  const { query, order, limit, cursor, once, stillAsked } = wanted;
  const tree = await readQuery(report, query);
  const owner = searchedOwner(caller, wanted.owner);
  const bound = { route: 'search', query: { query, ...order, owner }, userId: caller.userId };
  const after = cursor === undefined ? undefined : Place.parse(report.cursors.open(bound, cursor));
  const request = { query: tree, owner, asker: caller.userId, order, limit, after, once, stillAsked };
  const { found, next, alikeCut } = await liveHits(report, indexOf(report), caller, request);
  const sign = (place: HitPlace) => report.cursors.sign(bound, place);
  return { found, cursor: next === null ? null : sign(next), cursorAfter: ({ place }) => sign(place), alikeCut };
}
