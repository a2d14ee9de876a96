import { PoolName, WorkerId } from '@assay/contracts';
import { awsConfig, json, listenConfig, logConfig } from '@assay/service-kit';
import { z } from 'zod';

const { OPS_HOST, OPS_PORT, DRAIN_MS } = listenConfig;

/** The environment of scan-worker. */
export const configSchema = z.object({
  ...awsConfig,
  ...logConfig,
  OPS_HOST,
  OPS_PORT,
  DRAIN_MS,
  POOL: PoolName.describe('The pool whose queues are worked off.'),
  POOL_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{32,256}$/, 'must have 32 to 256 characters')
    .meta({ secret: true, description: 'With it results-ingest knows the pool.' }),
  QUEUES: json(z.record(PoolName, z.object({ normal: z.url(), bulk: z.url() }))).describe('JSON: pool → URLs.'),
  INGEST_URL: z
    .string()
    .regex(/^(https?:\/\/|unix:\/)/, 'must begin with http://, https:// or unix:/')
    .describe('Where results-ingest listens.'),
  ENGINE_HOST_SOCKET: z.string().min(1).describe('Path of the socket, or `tcp://127.0.0.1:<port>`.'),
  ENGINE_HOST_TOKEN: z.string().min(32).max(256).optional().meta({ secret: true, description: 'Needed with `tcp:`.' }),
  SCRATCH_DIR: z.string().min(1).describe('Of this worker alone; the engines may read in it.'),
  WORKER_ID: WorkerId.optional().describe('Stays the same over restarts; the name of the machine unless told.'),
  SLOTS: z.coerce.number().int().min(1).max(1024).optional().describe('Scans at once.'),
  ENGINE_START_S: z.coerce.number().int().min(1).max(3600).default(120).describe('How long engines may load.'),
  VISIBILITY_S: z.coerce.number().int().min(3).max(3600).default(30).describe('How long a message is hidden.'),
  POLL_WAIT_S: z.coerce.number().int().min(1).max(20).default(5).describe('Wait of one poll.'),
});
export type Config = z.infer<typeof configSchema>;
