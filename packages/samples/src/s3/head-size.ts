import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { missingAsNull } from './missing-as-null.ts';
import type { S3Target } from './s3-store.ts';

/** The size of an object in bytes, or null. */
export async function headSize({ client, bucket }: S3Target, key: string): Promise<number | null> {
  const head = await missingAsNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return head && (head.ContentLength ?? 0);
}
