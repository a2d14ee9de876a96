import type { SearchDocument } from '@assay/contracts';
import type { SearchRequest, SimilarRequest } from '../ports.ts';

/** What the thread of an index is started with. */
export interface ThreadData {
  readonly path: string;
  readonly mode: 'read' | 'write';
  /** How long a search may take, in milliseconds. */
  readonly searchMs: number;
}

/** What the thread is asked to do. */
export type Call =
  | { readonly method: 'put'; readonly documents: readonly SearchDocument[] }
  | { readonly method: 'remove'; readonly userId: string; readonly sha256: string }
  | { readonly method: 'query'; readonly request: SearchRequest }
  | { readonly method: 'similar'; readonly request: SimilarRequest }
  | { readonly method: 'check' | 'sound' | 'renew' }
  | { readonly method: 'close' };

/** What it answers. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly fault: { readonly kind: 'no-search' | 'too-long'; readonly internal: string } };
