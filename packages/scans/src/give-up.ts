import { AssayError, type ScanMessage } from '@assay/contracts';
import { getScan, listResults, userId } from '@assay/table';
import { answerFor } from './answer-for.ts';
import { standings } from './answers.ts';
import type { CloseScans } from './close.ts';
import { leased } from './due-at.ts';
import type { ScanKey, Scans } from './scans.ts';
import { settle } from './settle.ts';
import { holdsTicket } from './ticket.ts';

/**
 * A dead letter: deliveries of this message to this pool failed again and again, so the pool's unanswered engines
 * end as `failure`. While a worker holds the pool nothing is given up: its answer, or `Due` after its lease, ends it. A
 * complete scan with late answers that its summary does not tell is closed again: no other message will come for it.
 * Throws `forbidden` for a forged message; such a one may be dropped.
 */
export async function giveUp(
  scans: CloseScans & Pick<Scans, 'ticketKey'>,
  message: ScanMessage,
  pool: string,
  reason: string,
): Promise<void> {
  const { user, md5 } = message;
  const { sha256, scanId, ticket } = message.scan;
  if (!holdsTicket(scans.ticketKey, { user, md5, sha256, scanId }, ticket)) {
    throw new AssayError('forbidden', 'The ticket is not of this scan.');
  }
  const key: ScanKey = { userId: userId(user), sha256, scanId };
  const scan = await getScan(scans.table, key.userId, sha256, scanId);
  const state = scan?.Pools[pool];
  if (scan === null || state === undefined || leased(state, scans.now())) return;
  const results = await listResults(scans.table, key.userId, sha256, scanId);
  const open = standings(scan, results).filter(({ expected, result }) => expected.Pool === pool && result === null);
  await Promise.all(open.map(({ engine }) => answerFor(scans, key, engine, 'failure', reason)));
  await settle(scans, key, scan);
}
