import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFauxqs } from '@assay/events/testing';
import { s3UnderTest } from './s3-under-test.ts';
import { sampleStoreContract } from './sample-store-contract.ts';

sampleStoreContract('S3 by fauxqs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-fauxqs-'));
  const aws = await startFauxqs({ dataDir: join(folder, 'data'), objectsDir: join(folder, 'objects') });
  const under = await s3UnderTest(aws, false);
  return {
    ...under,
    async close() {
      await under.close();
      await rm(folder, { recursive: true });
    },
  };
});
