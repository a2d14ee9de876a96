import type { DatabaseSync } from 'node:sqlite';
import type { Deadline } from '../deadline.ts';
import { hashTerm, term } from '../document-terms.ts';
import type { Likeness, SimilarHit, SimilarPage, SimilarRequest } from '../ports.ts';
import { type AlikeLeaf, alikeLeaves, type Query } from '../query/ast.ts';
import { comparisonWith, MAX_ALIKE, MAX_COMPARED, mostAlike } from '../similarity/most-alike.ts';
import { parseSsdeep, ssdeepChunks } from '../similarity/ssdeep.ts';
import { parseTlsh, tlshBands } from '../similarity/tlsh.ts';
import type { AlikeIds, Scope } from './condition.ts';
import { scopeOf, userIdOf } from './scope.ts';

/** Files looked at for one chunk: one that more files have says nothing of them. */
export const MAX_PER_CHUNK = 4_000;

interface Row {
  readonly id: number;
  readonly owner: number;
  readonly sha256: string;
  readonly ssdeep: string | null;
  readonly tlsh: string | null;
}

interface Alike extends Omit<SimilarHit, 'userId'> {
  readonly id: number;
  readonly owner: number;
}

/** Some of all; `cut` when there may be more than the bounds let through. */
interface Some<T> {
  readonly all: readonly T[];
  readonly cut: boolean;
}

/** The files alike to these hashes, most alike first. */
export function similarFiles(db: DatabaseSync, request: SimilarRequest, deadline: Deadline): SimilarPage {
  const scope = scopeOf(db, request.owner);
  if (scope === null) return { hits: [], cut: false };
  const { all, cut } = alikeWithin(db, request.likeness, scope, deadline);
  const hits = all
    .slice(0, request.limit)
    .map(({ id: _id, owner, ...hit }) => ({ ...hit, userId: userIdOf(db, owner) }));
  return { hits, cut };
}

/** For every leaf about likeness the files that it means, and how alike each file is to the best of them. */
export function findAlike(
  db: DatabaseSync,
  query: Query,
  scope: Scope,
  deadline: Deadline,
): { ids: AlikeIds; similarity: ReadonlyMap<number, number>; cut: boolean } {
  const ids = new Map<Query, number[]>();
  const similarity = new Map<number, number>();
  let cut = false;
  for (const leaf of alikeLeaves(query)) {
    const likeness = likenessOf(db, leaf, scope);
    const found: Some<Alike> = likeness === null ? { all: [], cut: false } : alikeWithin(db, likeness, scope, deadline);
    cut ||= found.cut;
    ids.set(
      leaf,
      found.all.map(({ id }) => id),
    );
    for (const hit of found.all) similarity.set(hit.id, Math.max(hit.similarity, similarity.get(hit.id) ?? 0));
  }
  return { ids, similarity, cut };
}

/** Null when the file is not among those that may be searched. */
function likenessOf(db: DatabaseSync, leaf: AlikeLeaf, scope: Scope): Likeness | null {
  if (leaf.kind === 'alike') return { imphash: null, ssdeep: null, tlsh: null, [leaf.by]: leaf.hash };
  const file = db
    .prepare(
      'SELECT f.id, f.ssdeep, f.tlsh FROM terms JOIN files AS f USING (id) WHERE term = ? AND id BETWEEN ? AND ? LIMIT 1',
    )
    .get(hashTerm(leaf.hash), scope.lowest, scope.highest) as Pick<Row, 'id' | 'ssdeep' | 'tlsh'> | undefined;
  if (file === undefined) return null;
  const prefix = term('imphash', '');
  const imphash = db
    .prepare('SELECT substr(term, ?) AS imphash FROM terms WHERE id = ? AND term BETWEEN ? AND ?')
    .get(prefix.length + 1, file.id, prefix, `${prefix}g`)?.imphash;
  return { imphash: imphash === undefined ? null : String(imphash), ssdeep: file.ssdeep, tlsh: file.tlsh };
}

function alikeWithin(db: DatabaseSync, likeness: Likeness, scope: Scope, deadline: Deadline): Some<Alike> {
  const sameImports = idsOf(db, likeness.imphash === null ? null : term('imphash', likeness.imphash), scope);
  const sameHash = idsOf(db, likeness.ssdeep === null ? null : term('ssdeep', likeness.ssdeep), scope);
  const sharing = sharingMost(db, likeness, scope, deadline);
  const imports = new Set(sameImports.all);
  const file = db.prepare('SELECT id, owner, sha256, ssdeep, tlsh FROM files WHERE id = ?');
  const compare = comparisonWith(likeness);
  const compared = [...new Set([...imports, ...sameHash.all, ...sharing.all])].map((id) => {
    deadline.check();
    const row = file.get(id) as unknown as Row;
    const { ssdeep, tlsh } = row;
    return { file: row, alike: compare({ imphash: imports.has(id) ? likeness.imphash : null, ssdeep, tlsh }) };
  });
  const most = mostAlike(compared);
  return {
    all: most.files.map(({ file: { id, owner, sha256 }, alike }) => ({ id, owner, sha256, ...alike })),
    cut: most.cut || sameImports.cut || sameHash.cut || sharing.cut,
  };
}

function idsOf(db: DatabaseSync, wanted: string | null, scope: Scope): Some<number> {
  if (wanted === null) return { all: [], cut: false };
  const rows = db
    .prepare('SELECT id FROM terms WHERE term = ? AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?')
    .all(wanted, scope.lowest, scope.highest, MAX_ALIKE + 1);
  return { all: rows.slice(0, MAX_ALIKE).map(({ id }) => Number(id)), cut: rows.length > MAX_ALIKE };
}

/** The files that share the most chunks or bands, as many of each kind as are compared. */
function sharingMost(db: DatabaseSync, { ssdeep, tlsh }: Likeness, scope: Scope, deadline: Deadline): Some<number> {
  const contexts = ssdeep === null ? null : parseSsdeep(ssdeep);
  const locality = tlsh === null ? null : parseTlsh(tlsh);
  const kinds = [contexts === null ? [] : ssdeepChunks(contexts), locality === null ? [] : tlshBands(locality)];
  const found = kinds.map((chunks) => sharingOf(db, chunks, scope, deadline));
  return { all: found.flatMap(({ all }) => all), cut: found.some(({ cut }) => cut) };
}

function sharingOf(db: DatabaseSync, chunks: readonly number[], scope: Scope, deadline: Deadline): Some<number> {
  const having = db.prepare('SELECT rowid AS id FROM chunks WHERE chunks MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?');
  // Hundreds of thousands of rows: as objects they would cost twice as much.
  having.setReturnArrays(true);
  const shared = new Map<number, number>();
  let cut = false;
  for (const chunk of chunks) {
    deadline.check();
    const rows = having.all(String(chunk), scope.lowest, scope.highest, MAX_PER_CHUNK + 1) as unknown as [number][];
    cut ||= rows.length > MAX_PER_CHUNK;
    for (const [id] of rows.slice(0, MAX_PER_CHUNK)) shared.set(id, (shared.get(id) ?? 0) + 1);
  }
  const most = [...shared].sort(([, a], [, b]) => b - a).slice(0, MAX_COMPARED);
  return { all: most.map(([id]) => id), cut: cut || shared.size > MAX_COMPARED };
}
