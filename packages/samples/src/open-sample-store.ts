import { fileURLToPath } from 'node:url';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { directoryStore } from './directory/directory-store.ts';
import { openLater } from './open-later.ts';
import type { SampleStore } from './sample-store.ts';

export interface SampleStoreOptions {
  /** For `s3:` stores: region, endpoint, credentials. An endpoint of one's own is addressed by path. */
  s3?: S3ClientConfig;
}

/** The store that a URL names: `file:///folder` or `s3://bucket`. Throws for anything else. */
export function openSampleStore(url: string, options: SampleStoreOptions = {}): SampleStore {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol === 'file:' && !parsed.search && !parsed.hash) return directoryStore(fileURLToPath(parsed));
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(url)?.[1];
  if (!bucket) throw new TypeError('A sample store is named by file:///folder or s3://bucket.');
  // The S3 client costs tens of megabytes, which a machine with a directory store need not pay.
  return openLater(async () => (await import('./s3/open-s3-store.ts')).openS3Store(bucket, options.s3));
}
