import { AssayError, parseAnalysisId, ScanId } from '@assay/contracts';
import { type ReadScans, readScan, type ScanView } from '@assay/scans';
import { resolveHash } from '@assay/table';
import { fileHash, noSuchFile } from '../files/file-hash.ts';

type Reads = Pick<ReadScans, 'table'>;

/**
 * The scan of `/files/{id}/scans/{scan_id}`, where an analysis id serves too. Of several files with one MD5 it is
 * the one that has this scan. Throws not-found.
 */
export async function findScan(scans: Reads, userId: string, id: string, scanIdText: string): Promise<ScanView> {
  const hash = fileHash(id);
  const scanId = scanIdOf(scanIdText);
  const files = await resolveHash(scans.table, userId, hash);
  if (files.length === 0) throw noSuchFile(hash);
  const scan = await scanOfAny(scans, userId, files, scanId);
  if (scan === null) throw new AssayError('not-found', `Scan "${scanId}" of file "${hash}" not found`);
  return scan;
}

/** The scan of an analysis id. What the id says is looked up under this user and never trusted. Throws not-found. */
export async function findAnalysis(scans: Reads, userId: string, id: string): Promise<ScanView> {
  const parsed = parseAnalysisId(id);
  const scan =
    parsed === null
      ? null
      : await scanOfAny(scans, userId, await resolveHash(scans.table, userId, parsed.md5), parsed.scanId);
  if (scan === null) throw new AssayError('not-found', `Analysis "${id.slice(0, 128)}" not found`);
  return scan;
}

async function scanOfAny(scans: Reads, userId: string, files: readonly string[], scanId: string) {
  for (const sha256 of files) {
    const scan = await readScan(scans, userId, sha256, scanId);
    if (scan !== null) return scan;
  }
  return null;
}

function scanIdOf(text: string): string {
  const scanId = ScanId.safeParse(text);
  const found = scanId.success ? scanId.data : parseAnalysisId(text)?.scanId;
  if (found === undefined) {
    throw new AssayError('invalid-argument', 'A scan is named by its 20 digits or by its analysis id.');
  }
  return found;
}
