import { awsConfig, listenConfig, logConfig, redisConfig, tableConfig } from '@assay/service-kit';
import { z } from 'zod';
import { DEFAULT_UPLOAD_LIMITS } from './upload-limits.ts';

const Key = z.string().regex(/^[0-9a-f]{64,}$/);

/** The environment of upload-api; `main.ts` is the only reader. */
export const configSchema = z.object({
  ...awsConfig,
  ...tableConfig,
  ...redisConfig,
  ...logConfig,
  ...listenConfig,
  SAMPLES_URL: z.string().min(1).describe('`s3://bucket` or `file:///folder`.'),
  TOPIC_ARN: z.string().min(1).describe('SNS topic on which a scan begins.'),
  TICKET_KEY: Key.describe('Hex, at least 32 bytes; the same for upload-api and results-ingest.'),
  SEAL_KEY_FILE: z.string().min(1).describe('File of the key that opens API key records.'),
  PUBLIC_URL: z.url().optional().describe("Origin for links in answers; the request's own host when absent."),
  MAX_FILE_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 40)
    .default(DEFAULT_UPLOAD_LIMITS.maxFileBytes)
    .describe('Largest file that is taken.'),
  MAX_UPLOADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(DEFAULT_UPLOAD_LIMITS.maxUploads)
    .describe('Uploads under way at once in this process; further ones get 429.'),
  UPLOAD_MEMORY_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(DEFAULT_UPLOAD_LIMITS.memoryBudgetBytes)
    .describe('For the samples that all uploads together hold in memory.'),
  SILENCE_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(DEFAULT_UPLOAD_LIMITS.silenceMs)
    .describe('A body that brings nothing for so long is cut.'),
});
export type Config = z.infer<typeof configSchema>;
