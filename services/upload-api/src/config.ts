import { hexKey, ONE_SEAL_KEY, publicConfig, samplesConfig } from '@assay/service-kit';
import { z } from 'zod';
import { DEFAULT_UPLOAD_LIMITS } from './upload-limits.ts';

const variables = z.object({
  ...publicConfig,
  ...samplesConfig,
  TOPIC_ARN: z.string().min(1).describe('SNS topic on which a scan begins.'),
  TICKET_KEY: hexKey('Signs tickets and upload addresses; the same in every replica and in results-ingest.'),
  MAX_FILE_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 40)
    .default(DEFAULT_UPLOAD_LIMITS.maxFileBytes)
    .describe('Largest file that is taken.'),
  MAX_DIRECT_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      'Largest file that is taken directly; a larger one needs an upload address. No limit of its own when absent.',
    ),
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

/** The environment of upload-api. */
export const configSchema = variables.refine(...ONE_SEAL_KEY);
export type Config = z.infer<typeof configSchema>;
