import { AssayError, type LogLine } from '@assay/contracts';
import { getScan } from '@assay/table';
import { openClaim, requireClaimed } from './claim-token.ts';
import type { Scans } from './scans.ts';

/**
 * Hands lines of running engines to live readers. Throws `forbidden` when the lease is lost, so that the lines of
 * two runs of one engine never mix, and `not-found` when the scan is gone. A live stream that cannot be written is
 * only logged: the whole log comes with the result.
 */
export async function appendLogs(
  scans: Pick<Scans, 'table' | 'live' | 'claimKey' | 'logger'>,
  batch: { claim: string; lines: readonly LogLine[] },
): Promise<void> {
  const claim = openClaim(scans.claimKey, batch.claim);
  const { userId, sha256, scanId } = claim.key;
  const scan = await getScan(scans.table, userId, sha256, scanId);
  if (scan === null) throw new AssayError('not-found', 'The scan is gone.');
  if (scan.Pools[claim.pool]?.Lease !== claim.lease) throw new AssayError('forbidden', 'The lease is lost.');
  for (const engine of new Set(batch.lines.map((line) => line.engine))) requireClaimed(claim, scan, engine);
  try {
    await scans.live.log(scanId, batch.lines);
  } catch (error) {
    scans.logger.warn({ err: error, scan: scanId }, 'log lines were not written to the live stream');
  }
}
