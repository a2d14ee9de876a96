import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { headSize } from './head-size.ts';
import type { S3Target } from './s3-store.ts';

const PARTS_IN_FLIGHT = 4;

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly size: number;
}

/** Lets S3 copy an object and checks that the copy is whole. */
export async function copyObject(target: S3Target, copy: Copy): Promise<void> {
  await (copy.size <= target.maxCopyBytes ? copyAtOnce(target, copy) : copyInParts(target, copy));
  // S3 answers 200 before it copies and may then send an error in the body, so only a look at the copy decides.
  const copied = await headSize(target, copy.to);
  if (copied !== copy.size) throw new Error(`S3 copied ${copied} of ${copy.size} bytes.`);
}

async function copyAtOnce({ client, bucket }: S3Target, { from, to }: Copy): Promise<void> {
  const answer = await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: `${bucket}/${from}` }));
  if (!answer.CopyObjectResult?.ETag) throw new Error('S3 did not confirm the copy.');
}

async function copyInParts(target: S3Target, copy: Copy): Promise<void> {
  const at = { Bucket: target.bucket, Key: copy.to };
  const { UploadId } = await target.client.send(new CreateMultipartUploadCommand(at));
  try {
    const Parts = await copyParts(target, copy, UploadId);
    await target.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await target.client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => {});
    throw error;
  }
}

async function copyParts(target: S3Target, copy: Copy, UploadId: string | undefined): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = new Array(Math.ceil(copy.size / target.copyPartBytes));
  let next = 0;
  let failed = false;
  async function copySome(): Promise<void> {
    for (let index = next++; index < parts.length && !failed; index = next++) {
      try {
        parts[index] = await copyPart(target, copy, UploadId, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const copied = await Promise.allSettled(Array.from({ length: PARTS_IN_FLIGHT }, copySome));
  for (const one of copied) if (one.status === 'rejected') throw one.reason;
  return parts;
}

async function copyPart(
  { client, bucket, copyPartBytes }: S3Target,
  { from, to, size }: Copy,
  UploadId: string | undefined,
  index: number,
): Promise<CompletedPart> {
  const first = index * copyPartBytes;
  const last = Math.min(size, first + copyPartBytes) - 1;
  const { CopyPartResult } = await client.send(
    new UploadPartCopyCommand({
      Bucket: bucket,
      Key: to,
      UploadId,
      PartNumber: index + 1,
      CopySource: `${bucket}/${from}`,
      CopySourceRange: `bytes=${first}-${last}`,
    }),
  );
  if (!CopyPartResult?.ETag) throw new Error(`S3 did not confirm part ${index + 1} of the copy.`);
  return { PartNumber: index + 1, ETag: CopyPartResult.ETag };
}
