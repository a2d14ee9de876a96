export { configSchema, rebuildSearchConfigSchema } from './config.ts';
export { createIngest, type Ingest, type IngestOptions } from './create-ingest.ts';
export type { IngestScans } from './scans.ts';
