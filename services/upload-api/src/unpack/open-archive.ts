import { AssayError } from '@assay/contracts';
import { configure, type FileEntry, ZipReader } from '@zip.js/zip.js';
import { archiveError, refusedArchive } from './archive-error.ts';
import { PieceReader, type Pieces } from './piece-reader.ts';

/** The one file of a protected archive. */
export interface Unpacked {
  /** As the archive has it; nothing of it is trusted. */
  readonly filename: string;
  /** In bytes, as the archive says. */
  readonly claimedSize: number;
  /** The bytes, once; ends with an error when they are not what was packed. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Folders are not files, but nobody needs many of them for one. */
const MAX_ENTRIES = 64;

/**
 * Opens a ZIP that holds one file under a password, encrypted with AES or ZipCrypto. Throws AssayError `bad-request` for
 * everything else, and what `pieces` throws. The bytes end with `bad-request` beyond `maxBytes`.
 */
export async function openArchive(pieces: Pieces, password: string, maxBytes: number): Promise<Unpacked> {
  // Workers are for pages; here they would only copy.
  configure({ useWebWorkers: false });
  const reader = new PieceReader(pieces);
  try {
    const entry = await onlyFile(reader);
    const { filename, uncompressedSize: claimedSize } = entry;
    return { filename, claimedSize, bytes: unpack(reader, entry, password, maxBytes) };
  } catch (cause) {
    throw faultOf(reader, cause);
  }
}

async function onlyFile(reader: PieceReader): Promise<FileEntry> {
  // A name that leads elsewhere is no reason to refuse: the last part of it is kept, as of every other name.
  const zip = new ZipReader(reader, { filenameValidation: 'tolerant' });
  let file: FileEntry | null = null;
  let entries = 0;
  for await (const entry of zip.getEntriesGenerator()) {
    entries += 1;
    if (entries > MAX_ENTRIES || (!entry.directory && file !== null)) {
      throw refusedArchive('the ZIP holds more than one file; a protected ZIP must hold one.');
    }
    if (!entry.directory) file = entry;
  }
  if (file === null) throw refusedArchive('the ZIP holds no file.');
  if (!file.encrypted) throw refusedArchive('the ZIP is not protected; leave the "password" out.');
  return file;
}

async function* unpack(
  reader: PieceReader,
  entry: FileEntry,
  password: string,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const enough = new AbortController();
  const unpacked = entry.getData(writable, {
    password,
    checkCrc32: true,
    checkAuthenticationCode: true,
    signal: enough.signal,
  });
  // What fails before the first byte leaves our end of the stream as it is, and its reader waiting.
  unpacked.catch((cause) => writable.abort(cause)).catch(() => {});
  let size = 0;
  try {
    for await (const chunk of readable) {
      size += chunk.length;
      if (size > maxBytes) throw refusedArchive('what is in the ZIP is too many times as large as the ZIP.');
      yield chunk;
    }
    await unpacked;
  } catch (cause) {
    throw faultOf(reader, cause);
  } finally {
    enough.abort();
  }
}

function faultOf(reader: PieceReader, cause: unknown): unknown {
  if (reader.fault !== null) return reader.fault;
  return cause instanceof AssayError ? cause : archiveError(cause);
}
