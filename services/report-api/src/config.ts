import { hexKey, ONE_SEAL_KEY, publicConfig, samplesConfig, searchConfig } from '@assay/service-kit';
import { z } from 'zod';
import { DEFAULT_REPORT_LIMITS } from './report-app.ts';

const variables = z.object({
  ...publicConfig,
  ...samplesConfig,
  ...searchConfig,
  CURSOR_KEY: hexKey('Signs where a page ended and download addresses; the same in every replica.'),
  STREAMS_PER_USER: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(DEFAULT_REPORT_LIMITS.streamsPerUser)
    .describe('Event streams that one user may have open in this process.'),
  WAITS_PER_USER: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(DEFAULT_REPORT_LIMITS.waitsPerUser)
    .describe('Requests of one user that may wait for a scan in this process; further ones get 429.'),
  MAX_ZIP_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(DEFAULT_REPORT_LIMITS.maxZipBytes)
    .describe('Bytes of all files that one archive may hold.'),
  HEARTBEAT_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(DEFAULT_REPORT_LIMITS.heartbeatMs)
    .describe('A quiet event stream gets a heartbeat this often.'),
});

/** The environment of report-api. */
export const configSchema = variables.refine(...ONE_SEAL_KEY);
export type Config = z.infer<typeof configSchema>;
