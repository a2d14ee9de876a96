import type { DatabaseSync } from 'node:sqlite';
import type { Deadline } from '../deadline.ts';
import type { Hit, OrderField, Place, SearchPage, SearchRequest } from '../ports.ts';
import type { Leaf, Query } from '../query/ast.ts';
import { type AlikeIds, condition, ids, type Scope, type Sql } from './condition.ts';
import { findAlike } from './find-alike.ts';
import { inTime } from './in-time.ts';
import { ownerNumber, scopeOf, userIdOf } from './scope.ts';

/** Up to so many candidates are fetched and sorted; of more, an index in the wanted order is walked. */
const FEW = 2_000;

/** By order: the column, the index of one owner's files in it, and that of all files where there is one. */
const ORDERS: Readonly<Record<OrderField, { column: string; mine: string; all: string }>> = {
  first_submission_date: { column: 'f.fs', mine: 'INDEXED BY files_by_fs', all: '' },
  last_submission_date: { column: 'f.ls', mine: 'INDEXED BY files_by_ls', all: 'INDEXED BY files_of_all_by_ls' },
  positives: { column: 'f.positives', mine: 'INDEXED BY files_by_positives', all: '' },
  times_submitted: { column: 'f.submissions', mine: 'INDEXED BY files_by_submissions', all: '' },
  size: { column: 'f.size', mine: 'INDEXED BY files_by_size', all: '' },
};

interface Row {
  readonly id: number;
  readonly owner: number;
  readonly sha256: string;
  readonly value: number;
}

/** One page of hits. The caller holds a transaction, so that all statements see the same files. */
export function runQuery(db: DatabaseSync, request: SearchRequest, deadline: Deadline): SearchPage {
  const scope = scopeOf(db, request.owner);
  if (scope === null) return { hits: [], next: null, alikeCut: false };
  const { ids: alike, similarity, cut } = findAlike(db, request.query, scope, deadline);
  const { text, values } = statement(db, request, scope, alike);
  const rows = db.prepare(text).all(...values, request.limit + 1) as unknown as Row[];
  const userOf = usersOf(db);
  const hits = rows.slice(0, request.limit).map((row): Hit => {
    const userId = userOf(row.owner);
    const place = { value: row.value, sha256: row.sha256, userId };
    return { userId, sha256: row.sha256, place, similarity: similarity.get(row.id) ?? null };
  });
  return { hits, next: rows.length > request.limit ? (hits.at(-1)?.place ?? null) : null, alikeCut: cut };
}

/** Ten thousand hits are of few owners. */
function usersOf(db: DatabaseSync): (owner: number) => string {
  const known = new Map<number, string>();
  return (owner) => {
    const userId = known.get(owner) ?? userIdOf(db, owner);
    known.set(owner, userId);
    return userId;
  };
}

function statement(db: DatabaseSync, { query, order, after }: SearchRequest, scope: Scope, alike: AlikeIds): Sql {
  const { column, mine, all } = ORDERS[order.by];
  const few = fewest(db, query, scope, alike);
  const from: Sql =
    few === null
      ? { text: `files AS f ${scope.owner === null ? all : mine}`, values: [] }
      : { text: `(${few.text}) AS few CROSS JOIN files AS f ON f.id = few.id`, values: few.values };
  const owned: Sql = scope.owner === null ? { text: '1', values: [] } : { text: 'f.owner = ?', values: [scope.owner] };
  const behind = behindPlace(db, column, order.descending, after);
  const matching = condition(query, scope, alike);
  const way = order.descending ? 'DESC' : 'ASC';
  return {
    text: `SELECT f.id, f.owner, f.sha256, ${column} AS value FROM ${from.text}
      WHERE ${inTime('f.id')} AND ${owned.text} AND ${behind.text} AND ${matching.text}
      ORDER BY ${column} ${way}, f.sha256 ${way}, f.owner ${way} LIMIT ?`,
    values: [...from.values, ...owned.values, ...behind.values, ...matching.values],
  };
}

function behindPlace(db: DatabaseSync, column: string, descending: boolean, after: Place | undefined): Sql {
  if (after === undefined) return { text: '1', values: [] };
  const behind = descending ? '<' : '>';
  return {
    text: `(${column}, f.sha256, f.owner) ${behind} (?, ?, ?)`,
    values: [after.value, after.sha256, ownerNumber(db, after.userId) ?? 0],
  };
}

/** The shortest list of candidates that some part of the query gives, if it has few; null when all have many. */
function fewest(db: DatabaseSync, query: Query, scope: Scope, alike: AlikeIds): Sql | null {
  let best: { sql: Sql; count: number } | null = null;
  for (const leaf of mustHold(query)) {
    const sql = ids(leaf, scope, alike);
    if (sql === null) continue;
    const most: number = best?.count ?? FEW + 1;
    const counted: Record<string, unknown> | undefined = db
      .prepare(`SELECT count(*) AS n FROM (${sql.text} LIMIT ?)`)
      .get(...sql.values, most);
    const count = Number(counted?.n);
    if (count < most) best = { sql, count };
  }
  return best === null ? null : best.sql;
}

/** The leaves that every hit has. */
function mustHold(query: Query): readonly Leaf[] {
  switch (query.kind) {
    case 'and':
      return query.parts.flatMap(mustHold);
    case 'all':
    case 'or':
    case 'not':
      return [];
    default:
      return [query];
  }
}
