export type { ObjectKey, SampleStore, Staged } from './sample-store.ts';
