import { setImmediate as othersFirst } from 'node:timers/promises';
import { hashTerm, term } from '../document-terms.ts';
import type { Likeness, SimilarHit } from '../ports.ts';
import { type AlikeLeaf, alikeLeaves, type Query } from '../query/ast.ts';
import { chunksOf } from '../similarity/chunks.ts';
import { type Compared, comparisonWith, MAX_COMPARED, mostAlike } from '../similarity/most-alike.ts';
import { documentId, type OpensearchDocument } from './opensearch-document.ts';
import type { AlikeIds, Clause } from './opensearch-query.ts';
import type { OpensearchSearch } from './search-in-time.ts';

const FIELDS = ['userId', 'sha256', 'imphash', 'ssdeep', 'tlsh'] as const;
type Candidate = Pick<OpensearchDocument, (typeof FIELDS)[number]>;

/** Files compared before other work of the process goes on: about a millisecond. */
const SLICE = 32;

/** Some of all; `cut` when there may be more than the bounds let through. */
interface Some<T> {
  readonly all: readonly T[];
  readonly cut: boolean;
}

/** The files alike to these hashes, most alike first. */
export async function similarInOpensearch(
  search: OpensearchSearch,
  likeness: Likeness,
  owner: string | null,
): Promise<Some<SimilarHit>> {
  const { imphash, ssdeep, tlsh } = likeness;
  // One kind may not crowd out another.
  const wanted = [
    ...(imphash === null ? [] : [[term('imphash', imphash)]]),
    ...(ssdeep === null ? [] : [[term('ssdeep', ssdeep)]]),
  ].map((terms): Clause[] => [{ terms: { terms } }]);
  const shared = [chunksOf({ ssdeep, tlsh: null }), chunksOf({ ssdeep: null, tlsh })].filter(
    ({ length }) => length > 0,
  );
  const sharing = shared.map((chunks) =>
    chunks.map((chunk): Clause => ({ constant_score: { filter: { term: { chunks: { value: String(chunk) } } } } })),
  );
  const found = new Map<string, Candidate>();
  let cut = false;
  for (const should of [...wanted, ...sharing]) {
    const some = await candidates(search, should, owner);
    cut ||= some.cut;
    for (const file of some.all) found.set(documentId(file.userId, file.sha256), file);
  }
  const most = mostAlike(await compareAll(search, likeness, [...found.values()]));
  const all = most.files.map(({ file: { userId, sha256 }, alike }) => ({ userId, sha256, ...alike }));
  return { all, cut: cut || most.cut };
}

/** Slice by slice, because thousands of comparisons at once would hold up every other request of the process. */
async function compareAll(
  { deadline }: OpensearchSearch,
  likeness: Likeness,
  files: readonly Candidate[],
): Promise<Compared<Candidate>[]> {
  const compare = comparisonWith(likeness);
  const compared: Compared<Candidate>[] = [];
  for (let from = 0; from < files.length; from += SLICE) {
    deadline.check();
    compared.push(...files.slice(from, from + SLICE).map((file) => ({ file, alike: compare(file) })));
    await othersFirst();
  }
  return compared;
}

/** The score of a candidate is how many of the clauses it has. */
async function candidates(search: OpensearchSearch, should: Clause[], owner: string | null): Promise<Some<Candidate>> {
  const filter: Clause[] = owner === null ? [] : [{ term: { userId: { value: owner } } }];
  const hits = await search.run({
    query: { bool: { filter, should, minimum_should_match: 1 } },
    size: MAX_COMPARED + 1,
    _source: [...FIELDS],
  });
  const all = hits.slice(0, MAX_COMPARED).map(({ _source }) => _source as unknown as Candidate);
  return { all, cut: hits.length > MAX_COMPARED };
}

/** For every leaf about likeness the documents that it means, and how alike each is to the best of them. */
export async function findAlikeInOpensearch(
  search: OpensearchSearch,
  query: Query,
  owner: string | null,
): Promise<{ ids: AlikeIds; similarity: ReadonlyMap<string, number>; cut: boolean }> {
  const ids = new Map<Query, string[]>();
  const similarity = new Map<string, number>();
  let cut = false;
  for (const leaf of alikeLeaves(query)) {
    const likeness = await likenessOf(search, leaf, owner);
    const found: Some<SimilarHit> =
      likeness === null ? { all: [], cut: false } : await similarInOpensearch(search, likeness, owner);
    cut ||= found.cut;
    ids.set(
      leaf,
      found.all.map(({ userId, sha256 }) => documentId(userId, sha256)),
    );
    for (const hit of found.all) {
      const id = documentId(hit.userId, hit.sha256);
      similarity.set(id, Math.max(hit.similarity, similarity.get(id) ?? 0));
    }
  }
  return { ids, similarity, cut };
}

/** Null when the file is not among those that may be searched. */
async function likenessOf(search: OpensearchSearch, leaf: AlikeLeaf, owner: string | null): Promise<Likeness | null> {
  if (leaf.kind === 'alike') return { imphash: null, ssdeep: null, tlsh: null, [leaf.by]: leaf.hash };
  const { all } = await candidates(search, [{ term: { terms: { value: hashTerm(leaf.hash) } } }], owner);
  return all[0] ?? null;
}
