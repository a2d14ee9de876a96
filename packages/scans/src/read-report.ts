import { AssayError, type ScanResults } from '@assay/contracts';
import type { Scans } from './scans.ts';

/** The merged ScanResults of a file; null before its first scan completed. The caller has read the live file item. */
export async function readReport(
  _scans: Pick<Scans, 'table' | 'samples'>,
  _userId: string,
  _sha256: string,
): Promise<ScanResults | null> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
