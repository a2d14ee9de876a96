/**
 * A query as a tree. Every leaf names one property; texts are folded (`fold`), numbers are bytes, counts or
 * milliseconds. Bounds are inclusive; an open end is null.
 */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | Leaf;

export type Leaf =
  /** Part of a name, of a label, of a tag or of the type: a word without modifier. */
  | { readonly kind: 'text'; readonly in: 'any' | 'name' | 'label'; readonly text: string }
  /** Part of the label that this engine gave. */
  | { readonly kind: 'engine-label'; readonly engine: string; readonly text: string }
  /** Equal to one of the file's values. */
  | { readonly kind: 'term'; readonly field: TermField; readonly value: string }
  | {
      readonly kind: 'range';
      readonly field: RangeField;
      readonly least: number | null;
      readonly most: number | null;
    }
  /** Alike by this hash. */
  | { readonly kind: 'alike'; readonly by: 'ssdeep' | 'tlsh'; readonly hash: string }
  /** Alike to the file of this SHA-256 among those searched. */
  | { readonly kind: 'similar-to'; readonly hash: string };

export const TERM_FIELDS = [
  'tag',
  'type',
  'engine',
  'signature',
  'verdict',
  'md5',
  'sha1',
  'sha256',
  'imphash',
] as const;
export type TermField = (typeof TERM_FIELDS)[number];

export const RANGE_FIELDS = ['size', 'positives', 'submissions', 'fs', 'ls', 'la'] as const;
export type RangeField = (typeof RANGE_FIELDS)[number];

export type AlikeLeaf = Leaf & { readonly kind: 'alike' | 'similar-to' };

export function isAlikeLeaf(query: Query): query is AlikeLeaf {
  return query.kind === 'alike' || query.kind === 'similar-to';
}

/** The leaves about likeness: an index finds their files before it answers the query. */
export function alikeLeaves(query: Query): AlikeLeaf[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.flatMap(alikeLeaves);
    case 'not':
      return alikeLeaves(query.part);
    default:
      return isAlikeLeaf(query) ? [query] : [];
  }
}
