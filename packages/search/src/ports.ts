import type { SearchDocument } from '@assay/contracts';
import type { Query } from './query/ast.ts';

/** Writes what search knows. Every call may be repeated; an older document never replaces a newer one. */
export interface SearchWriter {
  /** Throws AssayError `no-search` when the index does not answer, like every call here. */
  put(document: SearchDocument): Promise<void>;
  /** Many at once, in one write where the index can: for filling it again. At most 1,000. */
  putAll(documents: readonly SearchDocument[]): Promise<void>;
  /** Forgets a file of a user. Fine when it is not there. */
  remove(userId: string, sha256: string): Promise<void>;
}

/** By what hits are ordered: VirusTotal's names. */
export const ORDER_FIELDS = [
  'first_submission_date',
  'last_submission_date',
  'positives',
  'times_submitted',
  'size',
] as const;
export type OrderField = (typeof ORDER_FIELDS)[number];

export interface Order {
  readonly by: OrderField;
  readonly descending: boolean;
}

/** A hit's place in its order; where the next page goes on. Good for the same order only. */
export interface Place {
  /** Milliseconds for dates, else the number itself. */
  readonly value: number;
  readonly sha256: string;
  readonly userId: string;
}

export interface SearchRequest {
  readonly query: Query;
  /** Whose files: one user's, or null for everybody's, which is for analysts. */
  readonly owner: string | null;
  /** Who asks: searches take turns by it, and nobody has more than some under way. */
  readonly asker: string;
  readonly order: Order;
  /** 1 to 10,000. */
  readonly limit: number;
  readonly after?: Place | undefined;
}

/** What an index knows is old as soon as it is read: every hit is read again where files really are. */
export interface Hit {
  readonly userId: string;
  readonly sha256: string;
  readonly place: Place;
  /** 0 to 1, for hits of `similar-to:`, `ssdeep:` and `tlsh:`. */
  readonly similarity: number | null;
}

export interface SearchPage {
  readonly hits: readonly Hit[];
  /** There may be more behind the last hit; null at the end. */
  readonly next: Place | null;
  /** True when a condition about likeness may mean more files than were compared or kept. */
  readonly alikeCut: boolean;
}

/** By what files can be alike. What is null is not looked for. */
export interface Likeness {
  readonly imphash: string | null;
  readonly ssdeep: string | null;
  readonly tlsh: string | null;
}

/** A file that is like another. */
export interface SimilarHit {
  readonly userId: string;
  readonly sha256: string;
  readonly imphash: boolean;
  /** ssdeep's score, 1 to 100; null when they have nothing in common. */
  readonly ssdeep: number | null;
  /** TLSH's distance, 0 for alike; null beyond `MAX_TLSH_DISTANCE`. */
  readonly tlsh: number | null;
  /** The best of the three, 0 to 1. */
  readonly similarity: number;
}

/** The files that are like a given one. */
export interface SimilarRequest {
  readonly likeness: Likeness;
  /** As in a search. */
  readonly owner: string | null;
  readonly asker: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

export interface SimilarPage {
  /** The most alike first. */
  readonly hits: readonly SimilarHit[];
  /** True when more may be alike than were compared or kept; not for what `limit` leaves out. */
  readonly cut: boolean;
}

/**
 * Reads the index. Throws AssayError `no-search` when there is none or it does not answer, `too-long` for a search of more
 * than five seconds, and `busy` when too many wait or this asker has too many under way.
 */
export interface SearchReader {
  query(request: SearchRequest): Promise<SearchPage>;
  similar(request: SimilarRequest): Promise<SimilarPage>;
  /** Whether it would answer now. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What the command that fills the index does besides. */
export interface SearchUpkeep {
  /** Whether the index can be trusted as it is; false too when there is none. */
  sound(): Promise<boolean>;
  /** Begins an empty index in place of the old one; who reads or writes meanwhile goes on with the new one. */
  renew(): Promise<void>;
}

export interface SearchIndex extends SearchWriter, SearchReader, SearchUpkeep {}
