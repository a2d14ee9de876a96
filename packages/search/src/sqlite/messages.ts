import type { SearchDocument } from '@assay/contracts';
import type { Likeness, SearchRequest } from '../ports.ts';

/** What the thread of an index is started with. */
export interface ThreadData {
  readonly path: string;
  readonly mode: 'read' | 'write';
}

/** What the thread is asked to do. */
export type Call =
  | { readonly method: 'put'; readonly documents: readonly SearchDocument[] }
  | { readonly method: 'remove'; readonly userId: string; readonly sha256: string }
  | { readonly method: 'query'; readonly request: SearchRequest }
  | { readonly method: 'similar'; readonly likeness: Likeness; readonly owner: string | null; readonly limit: number }
  | { readonly method: 'check' | 'sound' | 'renew' }
  | { readonly method: 'close' };

/** What it answers. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly fault: { readonly internal: string } };
