import { type FileHandle, open, rm } from 'node:fs/promises';
import { takeUntilAborted } from '../take-until-aborted.ts';

/** Network chunks are of 64 KiB; in groups of this size their writing costs little, and fifty uploads hold 50 MiB of them. */
const BATCH_BYTES = 512 * 1024;

/** Written to the disk after each this many bytes while the next arrive, so that little is left to wait for at the end. */
const SYNC_BYTES = 32 * 1024 * 1024;

/** What one system call takes; also bounds what a client that sends byte by byte costs. */
const BATCH_CHUNKS = 1024;

/**
 * Writes a stream to a new file and makes it durable; answers its size. One batch is written while the next is
 * received, so two batches are in memory. Chunks are not copied: they must not change after they were handed over.
 * When the stream fails or `signal` aborts, the file is removed and the cause thrown.
 */
export async function receive(path: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    const size = await writeAll(file, bytes, signal);
    await file.datasync();
    await file.close();
    return size;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function writeAll(file: FileHandle, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number> {
  let size = 0;
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  let unsynced = 0;
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> = Promise.resolve();
  try {
    for await (const chunk of takeUntilAborted(bytes, signal)) {
      if (chunk.byteLength === 0) continue;
      batch.push(chunk);
      batchBytes += chunk.byteLength;
      size += chunk.byteLength;
      if (batchBytes < BATCH_BYTES && batch.length < BATCH_CHUNKS) continue;
      await writing;
      writing = writeBatch(file, batch, batchBytes);
      // Awaited before the next batch and at the end; until then a failure is not an unhandled one.
      writing.catch(() => {});
      unsynced += batchBytes;
      if (unsynced >= SYNC_BYTES) {
        await syncing;
        syncing = file.datasync();
        syncing.catch(() => {});
        unsynced = 0;
      }
      batch = [];
      batchBytes = 0;
    }
    await writing;
    await writeBatch(file, batch, batchBytes);
    await syncing;
    return size;
  } catch (error) {
    // The file may be closed only when nothing is written to it any more.
    await Promise.allSettled([writing, syncing]);
    throw error;
  }
}

async function writeBatch(file: FileHandle, batch: readonly Uint8Array[], batchBytes: number): Promise<void> {
  let rest = batch;
  let left = batchBytes;
  while (left > 0) {
    const { bytesWritten } = await file.writev(rest as Uint8Array[]);
    left -= bytesWritten;
    // A short write happens on a full disk; the next one then says so.
    if (left > 0) rest = dropWritten(rest, bytesWritten);
  }
}

function dropWritten(batch: readonly Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  const rest: Uint8Array[] = [];
  for (const chunk of batch) {
    if (skip < chunk.byteLength) rest.push(skip > 0 ? chunk.subarray(skip) : chunk);
    skip = Math.max(0, skip - chunk.byteLength);
  }
  return rest;
}
