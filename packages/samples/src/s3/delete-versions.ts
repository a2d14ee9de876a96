import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { unknownAsNull } from './missing-as-null.ts';
import type { S3Target } from './s3-store.ts';

/**
 * Removes every version and delete marker of a key. In a bucket with versioning a plain delete only hides the
 * object, and a user who deletes a sample means it.
 */
export async function deleteVersions({ client, bucket }: S3Target, key: string): Promise<void> {
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  while (true) {
    const page = await unknownAsNull(
      client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...from })),
    );
    if (!page) return;
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    for (const { Key, VersionId } of versions) {
      // The prefix also finds `<key>:<sha256>`, which is another object.
      if (Key === key && VersionId) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    }
    const past = versions.some(({ Key }) => Key !== undefined && Key !== key);
    if (!page.IsTruncated || past) return;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}
