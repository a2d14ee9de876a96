import { PoolName } from '@assay/contracts';
import { awsConfig, listenConfig, logConfig, redisConfig, tableConfig, webhookConfig } from '@assay/service-kit';
import { z } from 'zod';

/** A JSON text in one variable. */
const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** An HMAC key. */
const key = (description: string) =>
  z
    .string()
    .regex(/^([0-9a-f]{2}){32,}$/i, 'must be at least 64 hex digits, an even number of them')
    .meta({ secret: true, description });
const seconds = z.coerce.number().int().min(1).max(86_400);

/** The environment of results-ingest. */
export const configSchema = z.object({
  ...awsConfig,
  ...redisConfig,
  ...tableConfig,
  ...logConfig,
  ...listenConfig,
  ...webhookConfig,
  SAMPLES_URL: z.string().min(1).describe('`file:///folder` or `s3://bucket`.'),
  TOPIC_ARN: z.string().min(1).describe('Where unpublished and unclaimed scans are published again.'),
  COMPLETED_TOPIC_ARN: z
    .string()
    .min(1)
    .optional()
    .describe('Where other systems are told of scans that are complete; absent: nowhere.'),
  SEARCH_URL: z
    .string()
    .min(1)
    .optional()
    .meta({ secret: true, description: 'The search index, as in report-api; absent: nothing is indexed.' }),
  QUEUES: json(z.record(PoolName, z.object({ normal: z.url(), bulk: z.url(), dead: z.url() }))).describe(
    'JSON: pool → URLs of its queues.',
  ),
  POOL_TOKENS: json(z.record(PoolName, z.string().regex(/^[\x21-\x7e]{32,256}$/))).meta({
    secret: true,
    description: 'JSON: pool → the token of its workers, 32 to 256 characters.',
  }),
  TICKET_KEY: key('HMAC key of tickets; the same as in upload-api.'),
  CLAIM_KEY: key('HMAC key of claim tokens; of this service alone.'),
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
  SAMPLES_URL: z.string().min(1).describe('`file:///folder` or `s3://bucket`; large reports lie there.'),
  SEARCH_URL: z.string().min(1).meta({ secret: true, description: 'The search index that is filled.' }),
});
