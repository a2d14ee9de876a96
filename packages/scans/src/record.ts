import { AssayError, type ResultPost } from '@assay/contracts';
import type { Scans } from './scans.ts';

export type RecordScans = Pick<Scans, 'table' | 'samples' | 'live' | 'claimKey' | 'limits' | 'logger' | 'now'>;

export async function record(_scans: RecordScans, _post: ResultPost): Promise<{ recorded: boolean }> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
