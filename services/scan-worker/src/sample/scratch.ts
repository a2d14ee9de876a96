import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where samples lie while engines look at them. */
export interface Scratch {
  /** A new folder with a name that nobody can guess. The engines' user can go through it but not write. */
  makeRoom(): Promise<Room>;
}

export interface Room {
  /** Where the sample is to be written. */
  readonly samplePath: string;
  /** Removes the folder; never throws for what is already gone. */
  remove(): Promise<void>;
}

const ROOM_NAME = /^[0-9a-f]{32}$/;

/**
 * Opens the scratch folder of one worker and removes what an earlier process of it left. The folder may be entered
 * by the engines' user, but only the worker's can list it, so samples of other scans are not found from inside one.
 */
export async function openScratch(path: string): Promise<Scratch> {
  await mkdir(path, { recursive: true });
  // Without links: the engine host takes only paths that lead straight into the folder it was told of.
  const folder = await realpath(path);
  await chmod(folder, 0o711);
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => ROOM_NAME.test(name)).map((name) => removeRoom(join(folder, name))));
  return {
    async makeRoom() {
      const room = join(folder, randomBytes(16).toString('hex'));
      await mkdir(room);
      // Said once more because the process's umask takes bits away from `mkdir`.
      await chmod(room, 0o711);
      return { samplePath: join(room, 'sample'), remove: () => removeRoom(room) };
    },
  };
}

function removeRoom(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 });
}
