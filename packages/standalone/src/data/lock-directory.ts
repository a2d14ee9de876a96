import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startTimeOf } from './start-time.ts';

/** Somebody else runs on this data directory. */
export class DirectoryInUse extends Error {}

export interface DirectoryLock {
  release(): void;
}

/** Referred to here until they are released: a database that is garbage collected is closed, and its lock is gone. */
const held = new Set<DatabaseSync>();

/**
 * Takes the data directory for this process. The lock is SQLite's: the kernel drops it when the process ends in
 * whatever way, so there is no stale one, and two starts at the same moment cannot both get it. Beside it `owner.json`
 * says to people who has it.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const ownerFile = join(directory, 'owner.json');
  const database = new DatabaseSync(join(directory, 'lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (fault) {
    database.close();
    if (fault instanceof Error && /locked|busy/i.test(fault.message)) {
      throw new DirectoryInUse(`${directory} is in use by ${describeOwner(ownerFile)}.`, { cause: fault });
    }
    throw fault;
  }
  writeFileSync(ownerFile, `${JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) })}\n`, {
    mode: 0o600,
  });
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

function describeOwner(ownerFile: string): string {
  try {
    const { pid } = JSON.parse(readFileSync(ownerFile, 'utf8')) as { pid: unknown };
    return `another Assay, process ${String(pid)}`;
  } catch {
    return 'another Assay';
  }
}
