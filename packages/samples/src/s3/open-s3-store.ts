import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { SampleStore } from '../sample-store.ts';
import { s3Store } from './s3-store.ts';

const GIB = 1024 ** 3;

/** A store in this bucket. A store of one's own endpoint is addressed by path and not sent checksums by default. */
export function openS3Store(bucket: string, config: S3ClientConfig = {}): SampleStore {
  // Stores that are like S3 often refuse the trailing checksums that the SDK adds by itself.
  const alike: S3ClientConfig = config.endpoint
    ? { forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }
    : {};
  const client = new S3Client({ ...alike, ...config });
  return s3Store({ client, bucket, maxCopyBytes: GIB, copyPartBytes: GIB / 4 });
}
