import type { DatabaseSync } from 'node:sqlite';

/** Files of one owner have ids from `owner * OWNER_SPAN` on, so that everything that is looked up lies owner by owner. */
export const OWNER_SPAN = 2 ** 32;

/** Largest owner: ids stay whole numbers that JavaScript can hold. */
export const MAX_OWNER = 2 ** 20 - 1;

/**
 * Step n brings a file of `user_version` n to n + 1. A projection may be thrown away: a step that changes what is
 * indexed empties the tables, and the command that fills the index runs again.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE owners (
    owner INTEGER PRIMARY KEY AUTOINCREMENT CHECK (owner <= ${MAX_OWNER}),
    user_id TEXT NOT NULL UNIQUE,
    next_file INTEGER NOT NULL DEFAULT 1
  ) STRICT;

  CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    version INTEGER NOT NULL,
    size INTEGER NOT NULL,
    positives INTEGER NOT NULL,
    submissions INTEGER NOT NULL,
    fs INTEGER NOT NULL,
    ls INTEGER NOT NULL,
    la INTEGER,
    ssdeep TEXT,
    tlsh TEXT
  ) STRICT;
  CREATE UNIQUE INDEX files_by_sha256 ON files (owner, sha256);
  CREATE INDEX files_by_size ON files (owner, size, sha256);
  CREATE INDEX files_by_positives ON files (owner, positives, sha256);
  CREATE INDEX files_by_submissions ON files (owner, submissions, sha256);
  CREATE INDEX files_by_fs ON files (owner, fs, sha256);
  CREATE INDEX files_by_ls ON files (owner, ls, sha256);
  CREATE INDEX files_of_all_by_ls ON files (ls, sha256, owner);

  CREATE TABLE terms (term TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (term, id)) STRICT, WITHOUT ROWID;
  CREATE INDEX terms_of_file ON terms (id);

  -- A hundred a file, all over the place: in a tree of their own each would write a page, while FTS5 gathers and merges.
  CREATE VIRTUAL TABLE chunks USING fts5 (chunk, detail = 'none', columnsize = 0, tokenize = 'ascii');
  INSERT INTO chunks (chunks, rank) VALUES ('secure-delete', 1);

  CREATE TABLE labels (
    id INTEGER NOT NULL, engine TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY (id, engine)
  ) STRICT, WITHOUT ROWID;

  CREATE VIRTUAL TABLE texts USING fts5 (name, label, word, tokenize = 'trigram');
  -- What was deleted leaves the index at once and not with some later merge.
  INSERT INTO texts (texts, rank) VALUES ('secure-delete', 1);
  `,
];

/** The version that this code reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}

/** Brings the file to the newest version, all or nothing. Throws for one of a newer program. */
export function migrate(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const found = schemaVersion(db);
    if (found > SCHEMA_VERSION)
      throw new Error(`the index has version ${found}; this program writes ${SCHEMA_VERSION}`);
    for (const step of MIGRATIONS.slice(found)) db.exec(step);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    db.exec('COMMIT');
  } catch (fault) {
    db.exec('ROLLBACK');
    throw fault;
  }
}
