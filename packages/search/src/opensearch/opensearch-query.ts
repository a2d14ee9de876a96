import type { API } from '@opensearch-project/opensearch';
import { term } from '../document-terms.ts';
import type { Leaf, Query } from '../query/ast.ts';
import { labelOf, plain } from './opensearch-document.ts';

/** A query in OpenSearch's own language: JSON in which every text of ours is a value. */
export type Clause = NonNullable<API.Search_RequestBody['query']>;

/** SHA-256 with user ids of the files that each leaf about likeness means, as document ids, found beforehand. */
export type AlikeIds = ReadonlyMap<Query, readonly string[]>;

export function opensearchQuery(query: Query, alike: AlikeIds): Clause {
  switch (query.kind) {
    case 'all':
      return { match_all: {} };
    case 'not':
      return { bool: { must_not: [opensearchQuery(query.part, alike)] } };
    case 'and':
      return { bool: { filter: query.parts.map((part) => opensearchQuery(part, alike)) } };
    case 'or':
      return { bool: { should: query.parts.map((part) => opensearchQuery(part, alike)), minimum_should_match: 1 } };
    default:
      return leafQuery(query, alike);
  }
}

function leafQuery(leaf: Leaf, alike: AlikeIds): Clause {
  switch (leaf.kind) {
    case 'term':
      return { term: { terms: { value: term(leaf.field, leaf.value) } } };
    case 'range':
      return {
        range: {
          [leaf.field]: {
            ...(leaf.least === null ? {} : { gte: leaf.least }),
            ...(leaf.most === null ? {} : { lte: leaf.most }),
          },
        },
      };
    case 'text':
      return partOf(
        leaf.in === 'any' ? ['names', 'labels', 'words'] : [leaf.in === 'name' ? 'names' : 'labels'],
        leaf.text,
      );
    case 'engine-label':
      return { wildcard: { engineLabels: { value: `${labelOf(leaf.engine, '')}*${plain(leaf.text)}*` } } };
    default:
      return { ids: { values: [...(alike.get(leaf) ?? [])] } };
  }
}

function partOf(fields: readonly string[], text: string): Clause {
  const should = fields.map((field) => ({ wildcard: { [field]: { value: `*${plain(text)}*` } } }));
  return { bool: { should, minimum_should_match: 1 } };
}
