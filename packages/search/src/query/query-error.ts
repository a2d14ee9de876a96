import { AssayError } from '@assay/contracts';

/** A query that cannot be understood: what is wrong and where. `at` counts from 0, the message from 1. */
export function queryError(at: number, what: string): AssayError {
  return new AssayError('invalid-argument', `The query is wrong at column ${at + 1}: ${what}`);
}
