import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalFault } from '../client/patience.ts';
import { explain } from '../client/upload-source.ts';

/** A file that is to be scanned, or what cannot be. */
export interface Found {
  readonly path: string;
  readonly fault: Error | null;
}

/**
 * The files that the paths name, those in folders in the order of their names. Links are followed where they are named
 * and not inside of folders, which would lead in circles and out of them; there, what is neither file nor folder is
 * passed over.
 */
export async function* findFiles(paths: readonly string[], recursive: boolean): AsyncGenerator<Found> {
  for (const path of paths) {
    const kind = await stat(path).then(
      (found) => (found.isDirectory() ? 'folder' : 'file'),
      (fault: unknown) => faultOf(fault),
    );
    if (kind instanceof Error) yield { path, fault: kind };
    else if (kind === 'file') yield { path, fault: null };
    else yield* inFolder(path, recursive);
  }
}

async function* inFolder(folder: string, recursive: boolean): AsyncGenerator<Found> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((fault: unknown) => faultOf(fault));
  if (entries instanceof Error) {
    yield { path: folder, fault: entries };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield { path, fault: null };
    else if (entry.isDirectory() && recursive) yield* inFolder(path, recursive);
  }
}

function faultOf(fault: unknown): Error {
  try {
    return explain(fault);
  } catch (explained) {
    return explained instanceof LocalFault ? explained : (fault as Error);
  }
}
