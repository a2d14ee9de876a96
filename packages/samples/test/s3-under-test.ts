import { randomUUID } from 'node:crypto';
import type { EmulatedAws } from '@assay/events/testing';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { openSampleStore } from '../src/index.ts';
import type { StoreUnderTest } from './sample-store-contract.ts';

export function s3Config(aws: EmulatedAws): S3ClientConfig {
  return { endpoint: aws.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

/** A new bucket of an emulated S3 as a store. */
export async function s3UnderTest(aws: EmulatedAws, listsUnfinished: boolean): Promise<StoreUnderTest> {
  const bucket = `samples-${randomUUID()}`;
  const config = s3Config(aws);
  const client = new S3Client({ ...config, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const url = `s3://${bucket}`;
  return {
    store: openSampleStore(url, { s3: config }),
    url,
    options: { s3: config },
    listsUnfinished,
    async leftovers() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'staging/' }));
      const staged = Contents.map(({ Key }) => Key ?? '');
      if (!listsUnfinished) return staged;
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return [...staged, ...Uploads.map(({ Key }) => Key ?? '')];
    },
    async close() {
      client.destroy();
      await aws.stop();
    },
  };
}
