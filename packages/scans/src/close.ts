import { AssayError } from '@assay/contracts';
import type { ScanKey, Scans } from './scans.ts';

export type CloseScans = Pick<Scans, 'table' | 'samples' | 'live' | 'limits' | 'logger' | 'now'>;

/** Closes the scan when every expected engine has answered; `false` when one has not. */
export async function close(_scans: CloseScans, _key: ScanKey): Promise<boolean> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
