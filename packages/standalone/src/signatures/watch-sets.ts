import { statSync } from 'node:fs';

/** How often one looks; a set comes once in months. */
const EVERY_MS = 2000;

export interface SetsWatch {
  stop(): void;
}

/**
 * Calls `onChanged` when somebody imported or removed a set of known files: the importer touches this file when it is
 * done. The file may not be there yet. What happens after this call has returned is not missed; `watchFile` would begin
 * to compare some time later.
 */
export function watchSets(file: string, onChanged: () => void, everyMs = EVERY_MS): SetsWatch {
  let known = changedAt(file);
  const look = () => {
    const now = changedAt(file);
    if (now !== known && now !== null) onChanged();
    known = now;
  };
  const timer = setInterval(look, everyMs).unref();
  return { stop: () => clearInterval(timer) };
}

/** Null when it is not there. */
function changedAt(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
