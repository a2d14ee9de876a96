import { AssayError } from '@assay/contracts';

/** Says nothing of the name that was asked for: it is text of a client. */
export function noSuchEngine(scanId: string): AssayError {
  return new AssayError('not-found', `Scan "${scanId}" has no such engine`);
}
