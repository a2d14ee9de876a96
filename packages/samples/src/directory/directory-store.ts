import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ObjectKey, SampleStore, Staged } from '../sample-store.ts';
import { absentAsNull } from './absent-as-null.ts';
import { deleteUnder } from './delete-folder.ts';
import { ensureFolder, syncFolder } from './durable-folder.ts';
import { moveIntoPlace } from './move-into-place.ts';
import { objectPath } from './object-path.ts';
import { pieceIn, readPiece } from './read-piece.ts';
import { receive } from './receive.ts';

/**
 * A store in a folder. Bytes are received in `staging/`, synced, and renamed into `objects/`, which is atomic
 * because both are on one file system. A rename replaces what is there: the names are given out by the table, so
 * whoever writes a name again writes the same bytes. Several processes may use one folder.
 */
export function directoryStore(root: string): SampleStore {
  const objects = join(root, 'objects');
  const staging = join(root, 'staging');
  const pathOf = (key: ObjectKey) => join(objects, ...objectPath(key));

  async function newName(): Promise<string> {
    await ensureFolder(staging);
    return join(staging, randomUUID());
  }

  async function stage(bytes: AsyncIterable<Uint8Array>): Promise<Staged> {
    const temporary = await newName();
    const size = await receive(temporary, bytes);
    return {
      size,
      read: (range) => readPiece(temporary, range),
      commit: (key) => moveIntoPlace(temporary, pathOf(key)),
      discard: () => rm(temporary, { force: true }),
    };
  }

  return {
    stage,

    async put(key, bytes) {
      const temporary = await newName();
      try {
        await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600, flush: true });
        await moveIntoPlace(temporary, pathOf(key));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },

    async size(key) {
      const found = await absentAsNull(stat(pathOf(key)));
      return found?.size ?? null;
    },

    async open(key, range) {
      const file = await absentAsNull(open(pathOf(key), 'r'));
      if (!file) return null;
      try {
        const { size: whole } = await file.stat();
        const size = range === undefined ? whole : pieceIn(whole, range);
        return { size, stream: file.createReadStream({ highWaterMark: 1024 * 1024, ...range }) };
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    async read(key, maxBytes) {
      const file = await absentAsNull(open(pathOf(key), 'r'));
      if (!file) return null;
      try {
        const { size } = await file.stat();
        if (size > maxBytes) throw new RangeError(`The object has ${size} bytes; at most ${maxBytes} were asked for.`);
        return await file.readFile();
      } finally {
        await file.close();
      }
    },

    async link(key) {
      return pathToFileURL(pathOf(key)).href;
    },

    async delete(key) {
      const path = pathOf(key);
      if (await absentAsNull(rm(path).then(() => true))) await syncFolder(join(path, '..'));
    },

    deleteFolder: (folder) => deleteUnder(objects, folder),

    async sweepStaging(before) {
      let swept = 0;
      for (const name of (await absentAsNull(readdir(staging))) ?? []) {
        const path = join(staging, name);
        const left = await absentAsNull(stat(path));
        // A file that is still being received is touched by each write, so its time is young.
        if (left && left.mtime < before && (await absentAsNull(rm(path).then(() => true)))) swept += 1;
      }
      return swept;
    },
  };
}
