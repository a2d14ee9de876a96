import { closeSync, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';

const MAX_BYTES = 20 * 1024 * 1024;
const KEPT = 3;

export interface LogFile {
  /** Never throws: a line that could not be written is lost. */
  write(line: string): void;
  close(): void;
}

/** What is told of a file that cannot be written. */
export interface LogFileEvents {
  /** With the first line that is lost. */
  failed(fault: Error): void;
  /** The line that stands in the file where so many are missing. */
  gap(lost: number): string;
  /** It can be written again; this line stands in it. */
  recovered(gap: string): void;
}

/**
 * Appends lines to a file; past 20 MiB it becomes `file.1`, and of those three are kept. A disk that is full costs lines,
 * and not the system that writes them: each further line is tried again.
 */
export function openLogFile(path: string, events: LogFileEvents): LogFile {
  let file: AppendedFile | null = openAppended(path);
  let lost = 0;
  const append = (line: string) => {
    const bytes = Buffer.from(`${line}\n`);
    file ??= openAppended(path);
    if (file.size() + bytes.length > MAX_BYTES) {
      const full = file;
      file = null;
      full.close();
      rotate(path);
      file = openAppended(path);
    }
    file.append(bytes);
  };
  return {
    write(line) {
      try {
        if (lost > 0) {
          const gap = events.gap(lost);
          append(gap);
          lost = 0;
          events.recovered(gap);
        }
        append(line);
      } catch (fault) {
        if (lost === 0) events.failed(fault as Error);
        lost += 1;
      }
    },
    close() {
      file?.close();
    },
  };
}

interface AppendedFile {
  size(): number;
  /** All of it, or nothing and a fault. */
  append(bytes: Buffer): void;
  close(): void;
}

function openAppended(path: string): AppendedFile {
  const file = openSync(path, 'a', 0o600);
  let size = fstatSync(file).size;
  return {
    size: () => size,
    append(bytes) {
      const written = writeSync(file, bytes);
      if (written < bytes.length) {
        // The disk had room for a part of it; half a line would be joined with the next one.
        ftruncateSync(file, size);
        throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
      }
      size += written;
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
