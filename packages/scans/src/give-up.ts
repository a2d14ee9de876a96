import { AssayError, type ScanMessage } from '@assay/contracts';
import type { CloseScans } from './close.ts';
import type { Scans } from './scans.ts';

/** A message that nobody could work off: the unanswered engines of this pool end as `failure`. */
export async function giveUp(
  _scans: CloseScans & Pick<Scans, 'ticketKey'>,
  _message: ScanMessage,
  _pool: string,
  _reason: string,
): Promise<void> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
