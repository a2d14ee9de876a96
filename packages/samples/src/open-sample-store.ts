import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { SampleStore } from './sample-store.ts';

export interface SampleStoreOptions {
  /** For `s3:` stores: region, endpoint, credentials. An endpoint of one's own is addressed by path. */
  s3?: S3ClientConfig;
}

/** The store that a URL names: `file:///folder` or `s3://bucket`. Throws for anything else. */
export function openSampleStore(_url: string, _options: SampleStoreOptions = {}): SampleStore {
  throw new Error('not written yet');
}
