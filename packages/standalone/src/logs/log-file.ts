import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

const MAX_BYTES = 20 * 1024 * 1024;
const KEPT = 3;

export interface LogFile {
  write(line: string): void;
  close(): void;
}

/** Appends lines to a file; past 20 MiB it becomes `file.1`, and of those three are kept. */
export function openLogFile(path: string): LogFile {
  let file = openSync(path, 'a', 0o600);
  let size = statSync(path).size;
  return {
    write(line) {
      const bytes = Buffer.from(`${line}\n`);
      if (size + bytes.length > MAX_BYTES) {
        closeSync(file);
        rotate(path);
        file = openSync(path, 'a', 0o600);
        size = 0;
      }
      writeSync(file, bytes);
      size += bytes.length;
    },
    close: () => closeSync(file),
  };
}

function rotate(path: string): void {
  for (let number = KEPT - 1; number >= 1; number -= 1) moveIfThere(`${path}.${number}`, `${path}.${number + 1}`);
  moveIfThere(path, `${path}.1`);
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
  }
}
