import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { unknownAsNull } from './missing-as-null.ts';
import type { S3Target } from './s3-store.ts';

/** Where streams are received; no object's key begins so. */
export const STAGING = 'staging/';

/** Removes staged objects and unfinished multipart uploads that began before a moment; answers how many. */
export async function sweepStaging(target: S3Target, before: Date): Promise<number> {
  return (await sweepUploads(target, before)) + (await sweepObjects(target, before));
}

/** Also of final keys, where a copy in parts may have died. */
async function sweepUploads({ client, bucket }: S3Target, before: Date): Promise<number> {
  let swept = 0;
  let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  while (true) {
    const page = await unknownAsNull(client.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...from })));
    if (!page) return swept;
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (!Initiated || Initiated >= before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      swept += 1;
    }
    if (!page.IsTruncated) return swept;
    from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

async function sweepObjects({ client, bucket }: S3Target, before: Date): Promise<number> {
  let swept = 0;
  let from: { ContinuationToken?: string | undefined } = {};
  while (true) {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: STAGING, ...from }));
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (!LastModified || LastModified >= before) continue;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      swept += 1;
    }
    if (!page.IsTruncated) return swept;
    from = { ContinuationToken: page.NextContinuationToken };
  }
}
