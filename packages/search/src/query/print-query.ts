import type { Leaf, Query } from './ast.ts';

/** A query as text that is read as the same query again. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '';
    case 'not':
      return `not ${inside(query.part)}`;
    case 'and':
    case 'or':
      return query.parts.map(inside).join(` ${query.kind} `);
    default:
      return printLeaf(query);
  }
}

function inside(query: Query): string {
  return query.kind === 'and' || query.kind === 'or' ? `(${printQuery(query)})` : printQuery(query);
}

function printLeaf(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'text':
      return leaf.in === 'any' ? quoted(leaf.text) : `${leaf.in === 'name' ? 'name' : 'engines'}:${quoted(leaf.text)}`;
    case 'engine-label':
      return `${leaf.engine}:${quoted(leaf.text)}`;
    case 'term':
      return `${leaf.field}:${quoted(leaf.value)}`;
    case 'range':
      return `${leaf.field}:${printRange(leaf)}`;
    case 'alike':
      return `${leaf.by}:${leaf.hash}`;
    case 'similar-to':
      return `similar-to:${leaf.hash}`;
  }
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function printRange({ field, least, most }: Leaf & { kind: 'range' }): string {
  const isDate = field === 'fs' || field === 'ls' || field === 'la';
  const print = (value: number) => (isDate ? new Date(value).toISOString() : String(value));
  if (least === null) return most === null ? '0+' : `${print(most)}-`;
  return most === null ? `${print(least)}+` : `${print(least)}..${print(most)}`;
}
