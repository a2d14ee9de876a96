import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LocalFault } from './patience.ts';

/** What is uploaded. It is read while it is sent, and again from the beginning for every attempt. */
export interface UploadSource {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  read(): AsyncIterable<Uint8Array>;
}

const CHUNK_BYTES = 256 * 1024;

/** A file on disk, by its name or the bytes of it. Rejects when there is none, or when it is a folder or a device. */
export async function fileSource(path: string | Buffer): Promise<UploadSource> {
  const { size } = await stat(path).then((found) => {
    if (!found.isFile()) throw new LocalFault('is not a file');
    return found;
  }, explain);
  return { name: basename(String(path)), size, read: () => readFile(path, size) };
}

/** Bytes in memory. */
export function bytesSource(name: string, content: Blob | Uint8Array): UploadSource {
  const blob = content instanceof Blob ? content : new Blob([new Uint8Array(content)]);
  return { name, size: blob.size, read: () => blob.stream() as unknown as AsyncIterable<Uint8Array> };
}

/** Exactly as many bytes as were promised: a file that grew is cut, and one that shrank cannot be sent. */
async function* readFile(path: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { end: size - 1, highWaterMark: CHUNK_BYTES })) {
      read += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } catch (fault) {
    explain(fault);
  }
  if (read < size) throw new LocalFault('became shorter while it was sent');
}

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  EISDIR: 'is not a file',
  ENOTDIR: 'does not exist',
  ELOOP: 'is a link that leads back to itself',
  ENAMETOOLONG: 'has too long a name',
};

/** Says what is the matter with a file; its name is known to whoever named it. */
export function explain(fault: unknown): never {
  if (fault instanceof LocalFault) throw fault;
  const { code = '', message } = fault as NodeJS.ErrnoException;
  throw new LocalFault(REASONS[code] ?? `cannot be read: ${code || message}`, { cause: fault });
}
