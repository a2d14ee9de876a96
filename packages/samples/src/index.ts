export { resultKey, sampleKey, sampleKeyWithSha256 } from './keys.ts';
export { openSampleStore, type SampleStoreOptions } from './open-sample-store.ts';
export type { ByteRange, ObjectKey, SampleStore, Staged } from './sample-store.ts';
