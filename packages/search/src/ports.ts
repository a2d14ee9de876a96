import type { SearchDocument } from '@assay/contracts';

/** Writes what search knows. Every call may be repeated; an older document never replaces a newer one. */
export interface SearchWriter {
  /** Throws AssayError `transient` when the index does not answer. */
  put(document: SearchDocument): Promise<void>;
  /** Forgets a file of a user. Fine when it is not there. */
  remove(userId: string, sha256: string): Promise<void>;
}
