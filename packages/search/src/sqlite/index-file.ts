import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
// Not all contracts: this is loaded in a thread, which would hold them once more.
import { AssayError } from '@assay/contracts/errors';
import { currentGeneration, generationFile, removeGeneration } from './generations.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './schema.ts';

/** How long a write waits for another process, such as the command that fills the index, to end its own. */
const BUSY_MS = 5_000;

/** An index file that is opened with its first use, and again when the index has begun anew. */
export interface IndexFile<T> {
  /** Runs `work` on the open file. Throws its AssayErrors, and `no-search` with anything else as its cause. */
  use<R>(work: (open: T) => R): R;
  /** Begins an empty index in place of this one, whatever state it is in. */
  renew(): void;
  close(): void;
}

/** `prepare` makes what `use` hands out, once per opened file. A reader never makes or changes the file. */
export function openIndexFile<T>(path: string, mode: 'read' | 'write', prepare: (db: DatabaseSync) => T): IndexFile<T> {
  let open: { db: DatabaseSync; file: string; inode: bigint; parts: T } | null = null;

  function close(): void {
    open?.db.close();
    open = null;
  }
  function current(): T {
    const file = generationFile(path, currentGeneration(path) ?? 0);
    if (open !== null && open.file !== file) close();
    // To go on would write where nobody reads, and to close would remove the other file's journal.
    if (open !== null && inodeOf(file) !== open.inode) throw new Error('it was exchanged by hand; restart');
    if (open === null) {
      const db = mode === 'write' ? openToWrite(file) : openToRead(file);
      open = { db, file, inode: inodeOf(file), parts: prepare(db) };
    }
    return open.parts;
  }
  function answering<R>(work: () => R): R {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof AssayError) throw cause;
      throw new AssayError('no-search', undefined, { internal: `the index ${path} does not answer`, cause });
    }
  }
  return {
    use: (work) => answering(() => work(current())),
    renew: () =>
      answering(() => {
        const before = currentGeneration(path);
        if (before === null) return void current();
        const next = generationFile(path, before + 1);
        openToWrite(next).close();
        removeGeneration(path, before);
        current();
      }),
    close,
  };
}

function inodeOf(path: string): bigint {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? -1n;
}

function openToWrite(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    // In full: who wrote a document forgets that it had to be written.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    // What was deleted is overwritten, and the journal does not keep it beyond its next use.
    db.exec('PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 0');
    // Terms and chunks lie all over the file: with SQLite's own 2 MB a large index is read again for every document.
    db.exec('PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000');
    migrate(db);
    return db;
  } catch (fault) {
    db.close();
    throw fault;
  }
}

function openToRead(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  try {
    const version = schemaVersion(db);
    if (version !== SCHEMA_VERSION) throw new Error(`the index has version ${version}, not ${SCHEMA_VERSION}`);
    db.exec('PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;');
    return db;
  } catch (fault) {
    db.close();
    throw fault;
  }
}
