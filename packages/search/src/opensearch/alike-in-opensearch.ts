import type { Client } from '@opensearch-project/opensearch';
import { hashTerm, term } from '../document-terms.ts';
import type { Likeness, SimilarHit } from '../ports.ts';
import { type AlikeLeaf, alikeLeaves, type Query } from '../query/ast.ts';
import { chunksOf } from '../similarity/chunks.ts';
import { MAX_ALIKE, mostAlike } from '../similarity/most-alike.ts';
import { documentId, type OpensearchDocument } from './opensearch-document.ts';
import type { AlikeIds, Clause } from './opensearch-query.ts';

/** Those that share most are compared truly. */
const MAX_COMPARED = 2_000;
const COMPARED = ['userId', 'sha256', 'imphash', 'ssdeep', 'tlsh'] as const;
type Compared = Pick<OpensearchDocument, (typeof COMPARED)[number]>;

/** The files alike to these hashes, most alike first. */
export async function similarInOpensearch(
  client: Client,
  index: string,
  likeness: Likeness,
  owner: string | null,
): Promise<SimilarHit[]> {
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
  const found = new Map<string, Compared>();
  for (const should of [...wanted, ...sharing]) {
    for (const file of await candidates(client, index, should, owner))
      found.set(documentId(file.userId, file.sha256), file);
  }
  return mostAlike(likeness, [...found.values()]).map(({ file: { userId, sha256 }, alike }) => ({
    userId,
    sha256,
    ...alike,
  }));
}

/** The score of a candidate is how many of the clauses it has. */
async function candidates(client: Client, index: string, should: Clause[], owner: string | null): Promise<Compared[]> {
  const filter: Clause[] = owner === null ? [] : [{ term: { userId: { value: owner } } }];
  const { body } = await client.search({
    index,
    body: { query: { bool: { filter, should, minimum_should_match: 1 } }, size: MAX_COMPARED, _source: [...COMPARED] },
  });
  return body.hits.hits.map(({ _source }) => _source as unknown as Compared);
}

/** For every leaf about likeness the documents that it means, and how alike each is to the best of them. */
export async function findAlikeInOpensearch(
  client: Client,
  index: string,
  query: Query,
  owner: string | null,
): Promise<{ ids: AlikeIds; similarity: ReadonlyMap<string, number> }> {
  const ids = new Map<Query, string[]>();
  const similarity = new Map<string, number>();
  for (const leaf of alikeLeaves(query)) {
    const likeness = await likenessOf(client, index, leaf, owner);
    const found = likeness === null ? [] : await similarInOpensearch(client, index, likeness, owner);
    ids.set(
      leaf,
      found.slice(0, MAX_ALIKE).map(({ userId, sha256 }) => documentId(userId, sha256)),
    );
    for (const hit of found) {
      const id = documentId(hit.userId, hit.sha256);
      similarity.set(id, Math.max(hit.similarity, similarity.get(id) ?? 0));
    }
  }
  return { ids, similarity };
}

/** Null when the file is not among those that may be searched. */
async function likenessOf(
  client: Client,
  index: string,
  leaf: AlikeLeaf,
  owner: string | null,
): Promise<Likeness | null> {
  if (leaf.kind === 'alike') return { imphash: null, ssdeep: null, tlsh: null, [leaf.by]: leaf.hash };
  const [file] = await candidates(client, index, [{ term: { terms: { value: hashTerm(leaf.hash) } } }], owner);
  return file ?? null;
}
