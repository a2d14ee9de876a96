import { AssayError, type LogLine } from '@assay/contracts';
import type { Scans } from './scans.ts';

/** Hands lines of running engines to live readers. */
export async function appendLogs(
  _scans: Pick<Scans, 'table' | 'live' | 'claimKey' | 'now'>,
  _batch: { claim: string; lines: readonly LogLine[] },
): Promise<void> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
