import { term } from '../document-terms.ts';
import type { Leaf, Query, RangeField } from '../query/ast.ts';
import { inTime } from './in-time.ts';

/** A piece of SQL made of constants, and the values for its question marks: nothing of a query is ever in the text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Ids of the owner's files, or of all. */
export interface Scope {
  readonly owner: number | null;
  readonly lowest: number;
  readonly highest: number;
}

/** Ids of the files that each leaf about likeness means, found beforehand. */
export type AlikeIds = ReadonlyMap<Query, readonly number[]>;

/** A condition on the file `f`. Never NULL, so that `NOT` is its opposite. */
export function condition(query: Query, scope: Scope, alike: AlikeIds): Sql {
  switch (query.kind) {
    case 'all':
      return { text: '1', values: [] };
    case 'not': {
      const part = condition(query.part, scope, alike);
      return { text: `NOT (${part.text})`, values: part.values };
    }
    case 'and':
    case 'or': {
      const parts = query.parts.map((part) => condition(part, scope, alike));
      const joint = query.kind === 'and' ? ' AND ' : ' OR ';
      return { text: `(${parts.map(({ text }) => text).join(joint)})`, values: parts.flatMap(({ values }) => values) };
    }
    default:
      return leafCondition(query, scope, alike);
  }
}

function leafCondition(leaf: Leaf, scope: Scope, alike: AlikeIds): Sql {
  switch (leaf.kind) {
    case 'term':
      return {
        text: 'EXISTS (SELECT 1 FROM terms WHERE term = ? AND id = f.id)',
        values: [term(leaf.field, leaf.value)],
      };
    case 'range':
      return inRange(leaf);
    case 'engine-label': {
      const near = ids(leaf, scope, alike);
      return {
        text: `(f.id IN (${near?.text}) AND EXISTS
          (SELECT 1 FROM labels WHERE id = f.id AND engine = ? AND instr(label, ?) > 0))`,
        values: [...(near?.values ?? []), leaf.engine, leaf.text],
      };
    }
    default: {
      const found = ids(leaf, scope, alike);
      return { text: `f.id IN (${found?.text})`, values: found?.values ?? [] };
    }
  }
}

/** The names of columns stand here as constants. */
const COLUMNS: Readonly<Record<RangeField, string>> = {
  size: 'f.size',
  positives: 'f.positives',
  submissions: 'f.submissions',
  fs: 'f.fs',
  ls: 'f.ls',
  la: 'f.la',
};

function inRange({ field, least, most }: Leaf & { kind: 'range' }): Sql {
  const column = COLUMNS[field];
  const text = [`${column} IS NOT NULL`];
  const values: number[] = [];
  if (least !== null) values.push(least);
  if (least !== null) text.push(`${column} >= ?`);
  if (most !== null) values.push(most);
  if (most !== null) text.push(`${column} <= ?`);
  return { text: `(${text.join(' AND ')})`, values };
}

/**
 * A selection of ids that holds at least every file of the leaf, by an index of its own; null when there is none. Every
 * one stays inside the owner's ids, so that what others have costs a search no time.
 */
export function ids(leaf: Leaf, scope: Scope, alike: AlikeIds): Sql | null {
  const within = [scope.lowest, scope.highest];
  switch (leaf.kind) {
    case 'text':
    case 'engine-label':
      return {
        text: `SELECT rowid AS id FROM texts WHERE texts MATCH ? AND rowid BETWEEN ? AND ? AND ${inTime('rowid')}`,
        values: [phrase(leaf), ...within],
      };
    case 'term':
      return {
        text: 'SELECT id FROM terms WHERE term = ? AND id BETWEEN ? AND ?',
        values: [term(leaf.field, leaf.value), ...within],
      };
    case 'alike':
    case 'similar-to':
      return { text: 'SELECT value AS id FROM json_each(?)', values: [JSON.stringify(alike.get(leaf) ?? [])] };
    case 'range': {
      if (scope.owner === null || leaf.field === 'la') return null;
      const range = inRange(leaf);
      return {
        text: `SELECT id FROM files AS f WHERE f.owner = ? AND ${range.text}`,
        values: [scope.owner, ...range.values],
      };
    }
  }
}

/** FTS5's own little language: one phrase in quotes, in which only the quote itself must be doubled. */
function phrase(leaf: Leaf & { kind: 'text' | 'engine-label' }): string {
  const quoted = `"${leaf.text.replaceAll('"', '""')}"`;
  if (leaf.kind === 'engine-label' || leaf.in === 'label') return `label : ${quoted}`;
  return leaf.in === 'name' ? `name : ${quoted}` : quoted;
}
