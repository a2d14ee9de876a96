import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AssayError } from '@assay/contracts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './schema.ts';

/** How long a write waits for another process, such as the command that fills the index, to end its own. */
const BUSY_MS = 5_000;

/** SQLite's codes of a file that is damaged or was never a database; no retry mends it. */
const DAMAGED = [11, 26];

/** An index file that is opened with its first use and again when another file has taken its place. */
export interface IndexFile<T> {
  /** Runs `work` on the open file. Throws AssayError `no-search` with what happened as its cause. */
  use<R>(work: (open: T) => R): R;
  close(): void;
}

/** `prepare` makes what `use` hands out, once per opened file. A reader never makes or changes the file. */
export function openIndexFile<T>(path: string, mode: 'read' | 'write', prepare: (db: DatabaseSync) => T): IndexFile<T> {
  let open: { db: DatabaseSync; inode: bigint; parts: T } | null = null;

  function close(): void {
    open?.db.close();
    open = null;
  }
  function current(): T {
    // A damaged file is replaced while we run; who keeps the old one open would go on with what nobody else sees.
    if (open !== null && inodeOf(path) !== open.inode) close();
    if (open === null) {
      const db = mode === 'write' ? openToWrite(path) : openToRead(path);
      open = { db, inode: inodeOf(path), parts: prepare(db) };
    }
    return open.parts;
  }
  return {
    use(work) {
      try {
        return work(current());
      } catch (cause) {
        if (cause instanceof AssayError) throw cause;
        if (DAMAGED.includes(Number((cause as { errcode?: number }).errcode) & 0xff)) close();
        throw new AssayError('no-search', undefined, { internal: `the index ${path} does not answer`, cause });
      }
    },
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
