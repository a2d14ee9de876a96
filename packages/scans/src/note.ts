import type { ScanItem } from '@assay/contracts';

const MOST_NOTES = 20;

/** The scan with one more line in its own log. Of more than twenty the first ones stay, and the newest. */
export function withNote<S extends Pick<ScanItem, 'Notes'>>(scan: S, now: Date, message: string): S {
  const note = { Time: now.toISOString(), Message: message.slice(0, 400) };
  const last = scan.Notes.at(-1);
  // The same fault again moves the time of its line, so a topic that is down for an hour is one line.
  const before = last?.Message === note.Message ? scan.Notes.slice(0, -1) : scan.Notes.slice(0, MOST_NOTES - 1);
  return { ...scan, Notes: [...before, note] };
}
