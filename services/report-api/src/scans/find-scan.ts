import { AssayError, type FileItem, parseAnalysisId, ScanId } from '@assay/contracts';
import { type ReadScans, readScan, type ScanView } from '@assay/scans';
import { fileHash, noSuchFile } from '../files/file-hash.ts';
import { everyFile, type Reader } from '../files/find-file.ts';

type Reads = Pick<ReadScans, 'table'>;

/** A scan, and in whose partition everything of it lies. */
export interface FoundScan {
  readonly scan: ScanView;
  readonly userId: string;
}

/**
 * The scan of `/files/{id}/scans/{scan_id}`, where an analysis id serves too. Of several files with one hash it is the
 * one that has this scan. Throws not-found; see `findFile` for whose files are looked at.
 */
export async function findScan(
  scans: Reads,
  caller: Reader,
  id: string,
  scanIdText: string,
  owner?: string,
): Promise<FoundScan> {
  const hash = fileHash(id);
  const scanId = scanIdOf(scanIdText);
  const found = await scanOfAny(scans, everyFile(scans.table, caller, hash, owner), scanId);
  if (found === 'no-file') throw noSuchFile(hash);
  if (found === null) throw new AssayError('not-found', `Scan "${scanId}" of file "${hash}" not found`);
  return found;
}

/** The scan of an analysis id. What the id says is looked up for this caller and never trusted. Throws not-found. */
export async function findAnalysis(scans: Reads, caller: Reader, id: string): Promise<FoundScan> {
  const parsed = parseAnalysisId(id);
  const found =
    parsed === null ? null : await scanOfAny(scans, everyFile(scans.table, caller, parsed.md5), parsed.scanId);
  if (found === null || found === 'no-file')
    throw new AssayError('not-found', `Analysis "${id.slice(0, 128)}" not found`);
  return found;
}

async function scanOfAny(
  scans: Reads,
  files: AsyncIterable<FileItem>,
  scanId: string,
): Promise<FoundScan | null | 'no-file'> {
  let any = false;
  for await (const file of files) {
    any = true;
    const scan = await readScan(scans, file.UserID, file.FileID, scanId);
    if (scan !== null) return { scan, userId: file.UserID };
  }
  return any ? null : 'no-file';
}

function scanIdOf(text: string): string {
  const scanId = ScanId.safeParse(text);
  const found = scanId.success ? scanId.data : parseAnalysisId(text)?.scanId;
  if (found === undefined) {
    throw new AssayError('invalid-argument', 'A scan is named by its 20 digits or by its analysis id.');
  }
  return found;
}
