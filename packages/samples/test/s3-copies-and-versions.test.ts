import { createHash, randomBytes } from 'node:crypto';
import { type EmulatedAws, startMinistack } from '@assay/events/testing';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Store } from '../src/s3/s3-store.ts';
import { s3Config } from './s3-under-test.ts';

const MIB = 1024 * 1024;

describe('the S3 store', () => {
  let aws: EmulatedAws;
  let client: S3Client;
  const store = (bucket: string) => s3Store({ client, bucket, maxCopyBytes: 10 * MIB, copyPartBytes: 8 * MIB });
  beforeAll(async () => {
    aws = await startMinistack();
    client = new S3Client({ ...s3Config(aws), forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: 'plain' }));
    await client.send(new CreateBucketCommand({ Bucket: 'versioned' }));
    const versioning = { Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' as const } };
    await client.send(new PutBucketVersioningCommand(versioning));
  });
  afterAll(async () => {
    client?.destroy();
    await aws?.stop();
  });

  it.each([10 * MIB, 10 * MIB + 1, 16 * MIB, 33 * MIB + 5])(
    'copies %d bytes whole, in parts when they are too many for one copy',
    async (size) => {
      const bytes = randomBytes(size);
      const staged = await store('plain').stage(inMebibytes(bytes));
      await staged.commit('alice:large');
      const kept = await store('plain').read('alice:large', size);
      expect(kept && sha256(kept)).toBe(sha256(bytes));
    },
  );

  it('leaves no upload open when a copy in parts fails', async () => {
    const staged = await store('plain').stage(inMebibytes(randomBytes(20 * MIB)));
    await staged.discard();
    await expect(staged.commit('alice:never')).rejects.toThrow();
    expect(await store('plain').size('alice:never')).toBeNull();
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'plain' }));
    expect(Uploads).toEqual([]);
  });

  it('removes every version, and only of this object', async () => {
    for (const text of ['first', 'second', 'third']) await store('versioned').put('alice:kept', Buffer.from(text));
    await store('versioned').put('alice:kept:longer', Buffer.from('another'));
    await store('versioned').delete('alice:kept');
    const left = await client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
    expect(left.Versions?.map(({ Key }) => Key)).toEqual(['alice:kept:longer']);
    expect(left.DeleteMarkers ?? []).toEqual([]);
  });

  it('removes every version under a folder, and only there', async () => {
    for (const text of ['first', 'second']) await store('versioned').put('results/a/1', Buffer.from(text));
    await store('versioned').put('results/a/2', Buffer.from('two'));
    await store('versioned').put('results/ab', Buffer.from('another'));
    await store('versioned').deleteFolder('results/a/');
    const left = await client.send(new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix: 'results/' }));
    expect(left.Versions?.map(({ Key }) => Key)).toEqual(['results/ab']);
    expect(left.DeleteMarkers ?? []).toEqual([]);
  });

  it('does not take a missing bucket for a missing object', async () => {
    await expect(store('not-there').open('alice:x')).rejects.toThrow();
    await expect(store('not-there').put('alice:x', Buffer.from('x'))).rejects.toThrow();
    await expect(store('not-there').stage(inMebibytes(randomBytes(9 * MIB)))).rejects.toThrow();
  });
});

async function* inMebibytes(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += MIB) yield bytes.subarray(at, at + MIB);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
