import { startMoto } from '@assay/events/testing';
import { s3UnderTest } from './s3-under-test.ts';
import { sampleStoreContract } from './sample-store-contract.ts';

sampleStoreContract('S3 by moto', async () => await s3UnderTest(await startMoto(), true));
