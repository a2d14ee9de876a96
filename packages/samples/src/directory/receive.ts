import { type FileHandle, open, rm } from 'node:fs/promises';

/** Network chunks are of 64 KiB; in blocks of this size their writing costs little, and fifty uploads hold 50 MiB of them. */
const BLOCK_BYTES = 512 * 1024;

/** Written to the disk after each this many bytes while the next arrive, so that little is left to wait for at the end. */
const SYNC_BYTES = 32 * 1024 * 1024;

/**
 * Writes a stream to a new file and makes it durable; answers its size. Chunks are copied into a block that is filled
 * while another is written, so two blocks are in memory. When the stream fails, the file is removed and the cause thrown.
 */
export async function receive(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    const size = await writeAll(file, bytes);
    await file.datasync();
    await file.close();
    return size;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function writeAll(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const writer = createBlockWriter(file);
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.byteLength;
      for (let at = 0; at < chunk.byteLength; ) {
        at += writer.fill(chunk, at);
        if (writer.full()) await writer.write();
      }
    }
    await writer.finish();
    return size;
  } finally {
    await writer.free();
  }
}

/** One block is filled while the other is written. */
function createBlockWriter(file: FileHandle) {
  let filling = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let other = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let filled = 0;
  let unsynced = 0;
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> = Promise.resolve();

  /** Begins to write what was filled in; a fault is thrown by the next call. */
  async function write(): Promise<void> {
    await writing;
    [filling, other] = [other, filling];
    writing = writeWhole(file, other, filled);
    // Awaited before the next block and at the end; until then a failure is not an unhandled one.
    writing.catch(() => {});
    unsynced += filled;
    filled = 0;
    if (unsynced < SYNC_BYTES) return;
    await syncing;
    syncing = file.datasync();
    syncing.catch(() => {});
    unsynced = 0;
  }

  return {
    write,
    /** Copies from there what there is room for; answers how much. */
    fill(chunk: Uint8Array, at: number): number {
      const part = chunk.subarray(at, at + BLOCK_BYTES - filled);
      filling.set(part, filled);
      filled += part.byteLength;
      return part.byteLength;
    },
    full: () => filled === BLOCK_BYTES,
    async finish(): Promise<void> {
      await write();
      await writing;
      await syncing;
    },
    /** Afterwards nothing is written any more, so that the file may be closed. Always called in the end. */
    async free(): Promise<void> {
      await Promise.allSettled([writing, syncing]);
      for (const block of [filling, other]) block.buffer.transfer(0);
    },
  };
}

async function writeWhole(file: FileHandle, block: Uint8Array, length: number): Promise<void> {
  // A short write happens on a full disk; the next one then says so.
  for (let at = 0; at < length; ) at += (await file.write(block, at, length - at)).bytesWritten;
}
