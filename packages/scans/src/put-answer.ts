import { AssayError, type ResultItem } from '@assay/contracts';
import { deleteResult, getScan, putResult } from '@assay/table';
import type { ScanKey, Scans } from './scans.ts';

/**
 * Puts an engine's answer, if the scan is there afterwards too. A deletion removes scans before results, so an answer that
 * is written while its scan goes is either found by the deletion or taken back here. Throws `not-found` then.
 */
export async function putAnswer(
  scans: Pick<Scans, 'table'>,
  key: ScanKey,
  result: ResultItem,
  options: { onlyIfAbsent?: boolean } = {},
): Promise<'recorded' | 'stands'> {
  const { userId, sha256, scanId } = key;
  const put = await putResult(scans.table, result, options);
  if (put === 'stands') return put;
  if ((await getScan(scans.table, userId, sha256, scanId)) !== null) return put;
  await deleteResult(scans.table, userId, sha256, scanId, result.Engine);
  throw new AssayError('not-found', 'The scan is gone.');
}
