import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { absentAsNull } from './absent-as-null.ts';
import { syncFolder } from './durable-folder.ts';
import { escapeKey } from './object-path.ts';

/**
 * Removes every object whose key begins with `folder`. The objects of one folder are spread by the hash of their whole
 * keys, so all the folders of the store are looked through: fine for a deletion on one machine.
 */
export async function deleteUnder(objects: string, folder: string): Promise<void> {
  const prefix = escapeKey(folder);
  for (const spread of (await absentAsNull(readdir(objects))) ?? []) await prune(join(objects, spread), prefix, '');
}

/** Removes from one folder what lies under `prefix`; `before` is the part of the keys that led here. */
async function prune(folder: string, prefix: string, before: string): Promise<void> {
  let removed = false;
  for (const entry of (await absentAsNull(readdir(folder, { withFileTypes: true }))) ?? []) {
    const path = join(folder, entry.name);
    const text = before + (entry.isDirectory() ? entry.name.slice(0, -1) : entry.name);
    if (entry.isDirectory()) {
      if (text.startsWith(prefix) || prefix.startsWith(text)) {
        await prune(path, prefix, text);
        removed = (await removeEmpty(path)) || removed;
      }
    } else if (text.startsWith(prefix)) {
      removed = (await absentAsNull(rm(path).then(() => true))) === true || removed;
    }
  }
  if (removed) await absentAsNull(syncFolder(folder));
}

/** Its name is a part of a key, so it goes too when nothing is in it. */
async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
}
