import type { DatabaseSync } from 'node:sqlite';
import { hashTerm, term } from '../document-terms.ts';
import type { Likeness, SimilarHit } from '../ports.ts';
import { type AlikeLeaf, alikeLeaves, type Query } from '../query/ast.ts';
import { MAX_ALIKE, mostAlike } from '../similarity/most-alike.ts';
import { parseSsdeep, ssdeepChunks } from '../similarity/ssdeep.ts';
import { parseTlsh, tlshBands } from '../similarity/tlsh.ts';
import type { AlikeIds, Scope } from './condition.ts';
import { scopeOf, userIdOf } from './scope.ts';

/** Files looked at for one chunk: one that more files have says nothing of them. */
const MAX_PER_CHUNK = 4_000;
/** Those that share most are compared truly. */
const MAX_COMPARED = 2_000;

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

/** The files alike to these hashes, most alike first. */
export function similarFiles(db: DatabaseSync, likeness: Likeness, userId: string | null, limit: number): SimilarHit[] {
  const scope = scopeOf(db, userId);
  if (scope === null) return [];
  return alikeWithin(db, likeness, scope)
    .slice(0, limit)
    .map(({ id: _id, owner, ...hit }) => ({ ...hit, userId: userIdOf(db, owner) }));
}

/** For every leaf about likeness the files that it means, and how alike each file is to the best of them. */
export function findAlike(
  db: DatabaseSync,
  query: Query,
  scope: Scope,
): { ids: AlikeIds; similarity: ReadonlyMap<number, number> } {
  const ids = new Map<Query, number[]>();
  const similarity = new Map<number, number>();
  for (const leaf of alikeLeaves(query)) {
    const likeness = likenessOf(db, leaf, scope);
    const found = likeness === null ? [] : alikeWithin(db, likeness, scope);
    ids.set(
      leaf,
      found.map(({ id }) => id),
    );
    for (const hit of found) similarity.set(hit.id, Math.max(hit.similarity, similarity.get(hit.id) ?? 0));
  }
  return { ids, similarity };
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

function alikeWithin(db: DatabaseSync, likeness: Likeness, scope: Scope): Alike[] {
  const sameImports = idsOf(db, likeness.imphash === null ? null : term('imphash', likeness.imphash), scope);
  const sameHash = idsOf(db, likeness.ssdeep === null ? null : term('ssdeep', likeness.ssdeep), scope);
  const candidates = new Set([...sameImports, ...sameHash, ...sharing(db, likeness, scope)]);
  const file = db.prepare('SELECT id, owner, sha256, ssdeep, tlsh FROM files WHERE id = ?');
  const rows = [...candidates].map((id) => file.get(id) as unknown as Row);
  return mostAlike(
    likeness,
    rows.map((row) => ({ ...row, imphash: sameImports.has(row.id) ? likeness.imphash : null })),
  ).map(({ file: { id, owner, sha256 }, alike }) => ({ id, owner, sha256, ...alike }));
}

function idsOf(db: DatabaseSync, wanted: string | null, scope: Scope): Set<number> {
  if (wanted === null) return new Set();
  const rows = db
    .prepare('SELECT id FROM terms WHERE term = ? AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?')
    .all(wanted, scope.lowest, scope.highest, MAX_ALIKE);
  return new Set(rows.map(({ id }) => Number(id)));
}

/** The files that share the most chunks or bands. */
function sharing(db: DatabaseSync, { ssdeep, tlsh }: Likeness, scope: Scope): number[] {
  const contexts = ssdeep === null ? null : parseSsdeep(ssdeep);
  const locality = tlsh === null ? null : parseTlsh(tlsh);
  const having = db.prepare('SELECT rowid AS id FROM chunks WHERE chunks MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?');
  const most = (chunks: readonly number[]) => {
    const shared = new Map<number, number>();
    for (const chunk of chunks) {
      for (const { id } of having.all(String(chunk), scope.lowest, scope.highest, MAX_PER_CHUNK)) {
        shared.set(Number(id), (shared.get(Number(id)) ?? 0) + 1);
      }
    }
    return [...shared].sort(([, a], [, b]) => b - a).slice(0, MAX_COMPARED);
  };
  return [
    ...(contexts === null ? [] : most(ssdeepChunks(contexts))),
    ...(locality === null ? [] : most(tlshBands(locality))),
  ].map(([id]) => id);
}
