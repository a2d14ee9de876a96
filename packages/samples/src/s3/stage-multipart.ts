import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Staged } from '../sample-store.ts';
import { copyObject } from './copy-object.ts';
import { getObject } from './get-object.ts';
import { headSize } from './head-size.ts';
import type { S3Target } from './s3-store.ts';
import { STAGING } from './sweep-staging.ts';

/** At most 10,000 parts, so objects up to 78 GiB. Four parts in flight hide S3's latency with 32 MiB of memory. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 4;

/** What comes is given to the upload in blocks of this size. */
const BLOCK_BYTES = 256 * 1024;

/** Receives a stream under a key of its own. See `SampleStore.stage`. */
export async function stageMultipart(target: S3Target, bytes: AsyncIterable<Uint8Array>): Promise<Staged> {
  const key = `${STAGING}${randomUUID()}`;
  const source = gather(bytes);
  try {
    await upload(target, key, source.blocks);
    const stored = await headSize(target, key);
    if (stored !== source.size()) throw new Error(`S3 holds ${stored} of ${source.size()} bytes that were sent.`);
  } catch (error) {
    await remove(target, key).catch(() => {});
    throw source.failure() ?? error;
  }
  const size = source.size();
  return {
    size,
    async read(range) {
      const piece = await getObject(target, key, range);
      if (piece === null) throw new Error('what was staged is gone');
      return Buffer.concat(await piece.stream.toArray());
    },
    async commit(to) {
      await copyObject(target, { from: key, to, size });
      await remove(target, key);
    },
    discard: () => remove(target, key),
  };
}

/**
 * The upload is stopped by making its source fail, not by its own `abort`: that one answers before the parts in
 * flight have ended, and a part that ends later would be left behind.
 */
async function upload({ client, bucket }: S3Target, key: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const Body = Readable.from(bytes, { objectMode: false, highWaterMark: BLOCK_BYTES });
  try {
    await new Upload({
      client,
      params: { Bucket: bucket, Key: key, Body },
      partSize: PART_BYTES,
      queueSize: PARTS_IN_FLIGHT,
      leavePartsOnError: false,
    }).done();
  } finally {
    Body.destroy();
  }
}

async function remove({ client, bucket }: S3Target, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

/**
 * Copies what comes into blocks of our own, because the upload keeps everything it is given until a part is full, and
 * a sender byte by byte would fill the memory with chunks. Counts it, and keeps why the source failed, which the upload
 * may replace by an error of its own.
 */
function gather(bytes: AsyncIterable<Uint8Array>) {
  let size = 0;
  let failure: unknown;
  async function* blocks(): AsyncGenerator<Buffer> {
    let block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    let filled = 0;
    try {
      for await (const chunk of bytes) {
        size += chunk.byteLength;
        for (let at = 0; at < chunk.byteLength; ) {
          const part = chunk.subarray(at, at + BLOCK_BYTES - filled);
          block.set(part, filled);
          filled += part.byteLength;
          at += part.byteLength;
          if (filled < BLOCK_BYTES) continue;
          yield block;
          block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
          filled = 0;
        }
      }
    } catch (error) {
      failure = error;
      throw error;
    }
    if (filled > 0) yield block.subarray(0, filled);
  }
  return { blocks: blocks(), size: () => size, failure: () => failure };
}
