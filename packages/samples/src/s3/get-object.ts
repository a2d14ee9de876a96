import type { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ByteRange } from '../sample-store.ts';
import { missingAsNull } from './missing-as-null.ts';
import type { S3Target } from './s3-store.ts';

/** An object or a piece of it, and how many bytes come; null when there is none. Outside of the object S3 throws. */
export async function getObject(
  { client, bucket }: Pick<S3Target, 'client' | 'bucket'>,
  key: string,
  range?: ByteRange,
): Promise<{ size: number; stream: Readable } | null> {
  const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end}`;
  const found = await missingAsNull(client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range })));
  if (found === null) return null;
  // In Node the body is a readable stream; the type also covers browsers.
  const stream = found.Body as Readable;
  const size = found.ContentLength ?? 0;
  if (range === undefined || size === range.end - range.start + 1) return { size, stream };
  stream.destroy();
  throw new RangeError(`There are no bytes ${range.start}-${range.end} of this object.`);
}
