import type { Hit, Order, OrderField, Place, SearchPage, SearchRequest } from '../ports.ts';
import { findAlikeInOpensearch } from './alike-in-opensearch.ts';
import { documentId } from './opensearch-document.ts';
import { type Clause, opensearchQuery } from './opensearch-query.ts';
import type { OpensearchSearch } from './search-in-time.ts';

const ORDERS: Readonly<Record<OrderField, string>> = {
  first_submission_date: 'fs',
  last_submission_date: 'ls',
  positives: 'positives',
  times_submitted: 'submissions',
  size: 'size',
};

/** OpenSearch gives at most 10,000 hits at once, and thousands in one answer hold up both sides. */
const AT_ONCE = 1_000;

/** One page of hits. Likeness is found once, however many pages the hits are read in. */
export async function queryOpensearch(search: OpensearchSearch, request: SearchRequest): Promise<SearchPage> {
  const { query, owner, limit } = request;
  const { ids, similarity, cut } = await findAlikeInOpensearch(search, query, owner);
  const filter: Clause[] = [opensearchQuery(query, ids)];
  if (owner !== null) filter.push({ term: { userId: { value: owner } } });
  const hits: Hit[] = [];
  let after = request.after;
  do {
    const size = Math.min(AT_ONCE, limit - hits.length);
    const found = await search.run(pageOf(filter, request.order, after, size + 1));
    hits.push(...found.slice(0, size).map((each) => hitOf(each, similarity)));
    after = found.length > size ? hits.at(-1)?.place : undefined;
  } while (after !== undefined && hits.length < limit);
  return { hits, next: after ?? null, alikeCut: cut };
}

function pageOf(filter: Clause[], order: Order, after: Place | undefined, size: number) {
  const way = order.descending ? ('desc' as const) : ('asc' as const);
  return {
    query: { bool: { filter } },
    sort: [{ [ORDERS[order.by]]: way }, { sha256: way }, { userId: way }],
    ...(after === undefined ? {} : { search_after: [after.value, after.sha256, after.userId] }),
    size,
    _source: ['userId', 'sha256'],
    track_total_hits: false,
  };
}

type Raw = Awaited<ReturnType<OpensearchSearch['run']>>[number];

function hitOf(found: Raw, similarity: ReadonlyMap<string, number>): Hit {
  const { userId, sha256 } = found._source as unknown as Found;
  const place = { value: Number(found.sort?.[0]), sha256, userId };
  return { userId, sha256, place, similarity: similarity.get(documentId(userId, sha256)) ?? null };
}

interface Found {
  readonly userId: string;
  readonly sha256: string;
}
