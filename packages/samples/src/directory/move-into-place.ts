import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { absentAsNull } from './absent-as-null.ts';
import { ensureFolder, syncFolder } from './durable-folder.ts';

const MOST_TRIES = 5;

/** Renames a synced file to its final path, making the folder when it is the first in it. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  const move = () => absentAsNull(rename(from, to).then(() => true));
  // A deletion may remove the folder again while it is empty.
  for (let attempt = 1; !(await move()); attempt += 1) {
    if (attempt > MOST_TRIES) throw new Error('a staged file could not be moved: it or its folder is gone');
    await ensureFolder(folder);
  }
  await syncFolder(folder);
}
