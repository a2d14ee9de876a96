import { AssayError, type ClaimAnswer, type ClaimRequest } from '@assay/contracts';
import type { Scans } from './scans.ts';

export type ClaimScans = Pick<
  Scans,
  'table' | 'samples' | 'live' | 'ticketKey' | 'claimKey' | 'limits' | 'logger' | 'now'
>;

export async function claim(_scans: ClaimScans, _request: ClaimRequest): Promise<ClaimAnswer> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
