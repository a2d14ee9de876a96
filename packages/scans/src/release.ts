import { AssayError } from '@assay/contracts';
import type { Scans } from './scans.ts';

/** Gives a claim back, so that another worker may take it at once. */
export async function release(
  _scans: Pick<Scans, 'table' | 'claimKey' | 'limits' | 'now'>,
  _claim: string,
): Promise<void> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
