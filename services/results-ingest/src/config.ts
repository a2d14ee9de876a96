import { PoolName } from '@assay/contracts';
import {
  awsConfig,
  hexKey,
  json,
  listenConfig,
  logConfig,
  redisConfig,
  samplesConfig,
  searchConfig,
  tableConfig,
  webhookConfig,
} from '@assay/service-kit';
import { z } from 'zod';

const seconds = z.coerce.number().int().min(1).max(86_400);

/** The environment of results-ingest. */
export const configSchema = z.object({
  ...awsConfig,
  ...redisConfig,
  ...tableConfig,
  ...logConfig,
  ...listenConfig,
  ...webhookConfig,
  ...samplesConfig,
  ...searchConfig,
  TOPIC_ARN: z.string().min(1).describe('Where unpublished and unclaimed scans are published again.'),
  COMPLETED_TOPIC_ARN: z
    .string()
    .min(1)
    .optional()
    .describe('Where other systems are told of scans that are complete; absent: nowhere.'),
  QUEUES: json(z.record(PoolName, z.object({ normal: z.url(), bulk: z.url(), dead: z.url() }))).describe(
    'JSON: pool → URLs of its queues.',
  ),
  POOL_TOKENS: json(z.record(PoolName, z.string().regex(/^[\x21-\x7e]{32,256}$/))).meta({
    secret: true,
    description: 'JSON: pool → the token of its workers, 32 to 256 characters.',
  }),
  TICKET_KEY: hexKey('Signs tickets; the same as in upload-api.'),
  CLAIM_KEY: hexKey('Signs claims; of this service alone, the same in every replica.'),
  LEASE_S: seconds.default(30).describe('How long a worker holds a claim without renewing it.'),
  UNCLAIMED_S: seconds.default(3600).describe('A pool that claims nothing for so long ends as unavailable.'),
  SWEEP_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(1000)
    .describe('Time between two looks at what is due.'),
  POLL_WAIT_S: z.coerce.number().int().min(1).max(20).default(5).describe('Wait of one poll for dead letters.'),
});
export type Config = z.infer<typeof configSchema>;

/** The environment of `rebuild-search.ts`, the command that fills the search index again. */
export const rebuildSearchConfigSchema = z.object({
  ...awsConfig,
  ...tableConfig,
  ...logConfig,
  ...samplesConfig,
  SEARCH_URL: z.string().min(1).meta({ secret: true, description: 'The search index that is filled.' }),
});
