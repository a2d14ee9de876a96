import { AssayError } from '@assay/contracts';
import type { Scans } from './scans.ts';

export type SweepScans = Pick<
  Scans,
  'table' | 'samples' | 'topic' | 'queues' | 'live' | 'ticketKey' | 'limits' | 'logger' | 'now'
>;

/** One pass over what is due. Answers how many entries it worked on; call again soon when it is the limit. */
export async function sweep(_scans: SweepScans, _limit?: number): Promise<number> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
