import { open } from 'node:fs/promises';
import type { ByteRange } from '../sample-store.ts';

/** How many bytes the piece has; throws RangeError when it does not lie inside `size` bytes. */
export function pieceIn(size: number, { start, end }: ByteRange): number {
  if (start < 0 || end < start || end >= size) throw new RangeError(`There are no bytes ${start}-${end} of ${size}.`);
  return end - start + 1;
}

/** The piece of a file, whole. */
export async function readPiece(path: string, range: ByteRange): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(pieceIn((await file.stat()).size, range));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await file.read(bytes, read, bytes.length - read, range.start + read);
      if (bytesRead === 0) throw new RangeError('The file became shorter while it was read.');
      read += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
