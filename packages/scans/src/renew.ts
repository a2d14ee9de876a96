import { AssayError } from '@assay/contracts';
import type { Scans } from './scans.ts';

/** Lengthens a lease; `leaseUntil: null` when it is lost and the worker must stop. */
export async function renew(
  _scans: Pick<Scans, 'table' | 'claimKey' | 'limits' | 'now'>,
  _claim: string,
): Promise<{ leaseUntil: string | null }> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
