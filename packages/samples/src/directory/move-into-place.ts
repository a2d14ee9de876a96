import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { absentAsNull } from './absent-as-null.ts';
import { ensureFolder, syncFolder } from './durable-folder.ts';

/** Renames a synced file to its final path, making the folder when it is the first in it. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  const moved = await absentAsNull(rename(from, to).then(() => true));
  if (!moved) {
    await ensureFolder(folder);
    await rename(from, to);
  }
  await syncFolder(folder);
}
