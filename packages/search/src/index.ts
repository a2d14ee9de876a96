export { openSearchIndex, openSearchReader } from './open-search-index.ts';
export {
  type Hit,
  type Likeness,
  ORDER_FIELDS,
  type Order,
  type OrderField,
  type Place,
  type SearchIndex,
  type SearchPage,
  type SearchReader,
  type SearchRequest,
  type SearchWriter,
  type SimilarHit,
  type SimilarPage,
  type SimilarRequest,
} from './ports.ts';
export type { Query } from './query/ast.ts';
export { parseQuery } from './query/parse-query.ts';
