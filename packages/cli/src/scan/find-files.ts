import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { LocalFault } from '../client/patience.ts';
import { explain } from '../client/upload-source.ts';

/** A file that is to be scanned, or what cannot be. */
export interface Found {
  /** As text, in which bytes that are no UTF-8 are replaced. */
  readonly path: string;
  /** As the file system has it. */
  readonly location: string | Buffer;
  readonly fault: Error | null;
}

/**
 * The files that the paths name, those in folders in the order of their names. Links are followed where they are named
 * and not inside of folders, which would lead in circles and out of them; there, what is neither file nor folder is
 * passed over, and `passedOver` is told of each.
 */
export async function* findFiles(
  paths: readonly string[],
  recursive: boolean,
  passedOver: (path: string) => void,
): AsyncGenerator<Found> {
  for (const path of paths) {
    const kind = await stat(path).then(
      (found) => (found.isDirectory() ? 'folder' : 'file'),
      (fault: unknown) => faultOf(fault),
    );
    if (kind instanceof Error) yield { path, location: path, fault: path.includes('\ufffd') ? NAME_LOST : kind };
    else if (kind === 'file') yield { path, location: path, fault: null };
    else yield* inFolder(Buffer.from(path), recursive, passedOver);
  }
}

/** The arguments of a program reach Node as text, and what of a name is no UTF-8 is gone by then. */
const NAME_LOST = new LocalFault('does not exist, or its name is not UTF-8: then name its folder instead');

async function* inFolder(
  folder: Buffer,
  recursive: boolean,
  passedOver: (path: string) => void,
): AsyncGenerator<Found> {
  const entries = await entriesOf(folder).catch((fault: unknown) => faultOf(fault));
  if (entries instanceof Error) {
    yield { path: String(folder), location: folder, fault: entries };
    return;
  }
  for (const entry of entries.sort((a, b) => Buffer.compare(a.name, b.name))) {
    const location = joined(folder, entry.name);
    const path = String(location);
    if (entry.isFile()) yield { path, location, fault: null };
    else if (!entry.isDirectory()) passedOver(path);
    else if (recursive) yield* inFolder(location, recursive, passedOver);
  }
}

/** With the bytes of their names, which on Linux are any but zero and the slash. */
function entriesOf(folder: Buffer): Promise<Dirent<Buffer>[]> {
  return readdir(folder, { withFileTypes: true, encoding: 'buffer' });
}

function joined(folder: Buffer, name: Buffer): Buffer {
  const ends = folder.at(-1) === sep.charCodeAt(0);
  return Buffer.concat([folder, Buffer.from(ends ? '' : sep), name]);
}

function faultOf(fault: unknown): Error {
  try {
    return explain(fault);
  } catch (explained) {
    return explained instanceof LocalFault ? explained : (fault as Error);
  }
}
