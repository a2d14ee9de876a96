import { createHash } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ByteRange, ObjectKey, SampleStore } from '../sample-store.ts';
import { deleteFolder } from './delete-folder.ts';
import { deleteVersions } from './delete-versions.ts';
import { getObject } from './get-object.ts';
import { headSize } from './head-size.ts';
import { stageMultipart } from './stage-multipart.ts';
import { sweepStaging } from './sweep-staging.ts';

/** Presigned links may live for at most seven days. */
const MAX_LINK_S = 7 * 24 * 3600;

export interface S3Target {
  readonly client: S3Client;
  readonly bucket: string;
  /** The most that is copied by one CopyObject, of which S3 allows 5 GB; beyond, parts are copied side by side. */
  readonly maxCopyBytes: number;
  /** The size of a copied part. */
  readonly copyPartBytes: number;
}

/**
 * A store in an S3 bucket. Streams go to `staging/<uuid>` as a multipart upload and are copied by S3 to their final
 * key, since S3 cannot rename. The bucket should also have a lifecycle rule that aborts multipart uploads after a day.
 */
export function s3Store(target: S3Target): SampleStore {
  const { client, bucket } = target;

  const get = (key: ObjectKey, range?: ByteRange) => getObject(target, key, range);

  return {
    async put(key, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('base64');
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ChecksumSHA256: sha256 }));
    },
    stage: (bytes) => stageMultipart(target, bytes),
    size: (key) => headSize(target, key),
    open: get,
    async read(key, maxBytes) {
      const found = await get(key);
      if (!found) return null;
      if (found.size > maxBytes) {
        found.stream.destroy();
        throw new RangeError(`The object has ${found.size} bytes; at most ${maxBytes} were asked for.`);
      }
      return Buffer.concat(await found.stream.toArray());
    },
    async link(key, expiresInS) {
      const expiresIn = Math.min(Math.max(1, Math.floor(expiresInS)), MAX_LINK_S);
      return await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn });
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      await deleteVersions(target, key);
    },
    deleteFolder: (folder) => deleteFolder(target, folder),
    sweepStaging: (before) => sweepStaging(target, before),
  };
}
