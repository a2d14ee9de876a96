import { AssayError, FileHash, type FileItem } from '@assay/contracts';
import { ownerOf } from '@assay/scans';
import type { Table } from '@assay/table';
import { findFiles, type Reader } from '../files/find-file.ts';
import type { ZipJob } from './zip-jobs.ts';

/** Looked up at once: an archive is no reason to ask the table a hundred things in one moment. */
const AT_ONCE = 10;

/**
 * What an archive of these hashes holds: each file that the caller may read once, and how many hashes name none. Throws
 * `too-large` for more than `maxBytes` together.
 */
export async function planZip(
  table: Table,
  caller: Reader,
  hashes: readonly string[],
  maxBytes: number,
): Promise<Omit<ZipJob, 'password'>> {
  const found = new Map<string, FileItem>();
  let filesError = 0;
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    const files = await Promise.all(hashes.slice(at, at + AT_ONCE).map((hash) => fileOf(table, caller, hash)));
    for (const file of files) {
      if (file === null) filesError += 1;
      else found.set(file.FileID, file);
    }
  }
  const files = [...found.values()];
  const bytes = files.reduce((sum, file) => sum + file.FileMetadata.Size, 0);
  if (bytes > maxBytes) {
    throw new AssayError('too-large', `These files have ${bytes} bytes together; an archive takes up to ${maxBytes}.`);
  }
  return { files: files.map((file) => ({ owner: ownerOf(file), sha256: file.FileID })), filesError };
}

async function fileOf(table: Table, caller: Reader, hash: string): Promise<FileItem | null> {
  const parsed = FileHash.safeParse(hash.trim());
  if (!parsed.success) return null;
  const [file] = await findFiles(table, caller, parsed.data);
  return file ?? null;
}
