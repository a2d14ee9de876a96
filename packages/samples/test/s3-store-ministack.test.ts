import { startMinistack } from '@assay/events/testing';
import { s3UnderTest } from './s3-under-test.ts';
import { sampleStoreContract } from './sample-store-contract.ts';

sampleStoreContract('S3 by MiniStack', async () => await s3UnderTest(await startMinistack(), true));
