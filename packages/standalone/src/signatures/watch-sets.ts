import { unwatchFile, watchFile } from 'node:fs';

/** How often one looks; a set comes once in months. */
const EVERY_MS = 2000;

export interface SetsWatch {
  stop(): void;
}

/**
 * Calls `onChanged` when somebody imported or removed a set of known files: the importer touches this file when it is
 * done. The file may not be there yet.
 */
export function watchSets(file: string, onChanged: () => void, everyMs = EVERY_MS): SetsWatch {
  const look = (now: { mtimeMs: number }, before: { mtimeMs: number }) => {
    if (now.mtimeMs !== before.mtimeMs && now.mtimeMs !== 0) onChanged();
  };
  watchFile(file, { interval: everyMs, persistent: false }, look);
  return { stop: () => unwatchFile(file, look) };
}
