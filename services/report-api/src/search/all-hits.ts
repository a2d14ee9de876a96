import type { Hit, Place, SearchReader, SearchRequest } from '@assay/search';

const AT_ONCE = 1_000;

/** The hits of a search up to `most`, and whether there are no more. */
export async function allHits(
  index: SearchReader,
  request: Omit<SearchRequest, 'limit' | 'after'>,
  most: number,
): Promise<{ hits: Hit[]; complete: boolean }> {
  const hits: Hit[] = [];
  let after: Place | undefined;
  while (hits.length < most) {
    const page = await index.query({ ...request, limit: Math.min(AT_ONCE, most - hits.length), after });
    hits.push(...page.hits);
    if (page.next === null) return { hits, complete: true };
    after = page.next;
  }
  return { hits, complete: false };
}
