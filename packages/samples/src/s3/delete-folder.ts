import { DeleteObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { unknownAsNull } from './missing-as-null.ts';
import type { S3Target } from './s3-store.ts';

/** Removals under way at once; one by one, because stores that are like S3 do not all know removals of many. */
const AT_ONCE = 8;

/** Removes every version and delete marker of every key under a prefix. */
export async function deleteFolder(target: S3Target, folder: string): Promise<void> {
  // Without versions too: in a bucket that has none, or whose store cannot list them, these are the objects themselves.
  await deleteNewest(target, folder);
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  while (true) {
    const { client, bucket } = target;
    const page = await unknownAsNull(
      client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: folder, ...from })),
    );
    if (!page) return;
    await deleteAll(target, [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]);
    if (!page.IsTruncated) return;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

async function deleteNewest(target: S3Target, folder: string): Promise<void> {
  let from: { ContinuationToken?: string | undefined } = {};
  while (true) {
    const { client, bucket } = target;
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, ...from }));
    await deleteAll(
      target,
      (page.Contents ?? []).map(({ Key }) => ({ Key })),
    );
    if (!page.IsTruncated) return;
    from = { ContinuationToken: page.NextContinuationToken };
  }
}

interface Version {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

async function deleteAll({ client, bucket }: S3Target, versions: readonly Version[]): Promise<void> {
  const waiting = versions.values();
  const work = async () => {
    for (const { Key, VersionId } of waiting) {
      if (Key !== undefined) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
