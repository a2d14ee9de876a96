import { Network } from '@assay/contracts';
import { z } from 'zod';
import type { Address } from '../run/address.ts';

const port = z.coerce.number().int().min(0).max(65_535);

/** `AWS_REGION`, `AWS_ENDPOINT_URL`. */
export const awsConfig = {
  AWS_REGION: z.string().min(1).max(64).default('us-east-1').describe('Region of S3, SNS, SQS and DynamoDB.'),
  AWS_ENDPOINT_URL: z.url().optional().describe('Of an emulation of SNS, SQS and KMS; absent on AWS.'),
};

/** What a client of the AWS SDK is constructed with. */
export function awsClient(config: { AWS_REGION: string; AWS_ENDPOINT_URL?: string | undefined }) {
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = config;
  return { region, ...(endpoint === undefined ? {} : { endpoint }) };
}

/** `REDIS_URL`. */
export const redisConfig = {
  REDIS_URL: z
    .string()
    .regex(/^(rediss?:\/\/|unix:\/|\/)/, 'must begin with redis://, rediss:// or unix:/')
    .meta({
      secret: true,
      description: 'Redis of key cache and live events: `redis://…`, `rediss://…` or `unix:/path`.',
    }),
};

/** `TABLE_NAME`, `TABLE_ENDPOINT`. */
export const tableConfig = {
  TABLE_NAME: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a DynamoDB table')
    .default('UserFileMetadata')
    .describe('The DynamoDB table.'),
  TABLE_ENDPOINT: z.url().optional().describe('Of an emulation of DynamoDB; absent on AWS.'),
};

/** `LOG_LEVEL`, `LOG_FORMAT`. */
export const logConfig = {
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Lines below this level are not written.'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json').describe('`pretty` is for people at a terminal.'),
};

/** `HOST`, `PORT`, `OPS_HOST`, `OPS_PORT`, `DRAIN_MS`. */
export const listenConfig = {
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; `unix:/path` listens on a Unix socket and ignores `PORT`.'),
  PORT: port.default(8080).describe('0 takes any free port.'),
  OPS_HOST: z.string().min(1).optional().describe('Address of health and metrics; `HOST` when absent.'),
  OPS_PORT: port.default(9090).describe('Port of health and metrics. It must not be public.'),
  DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(25_000)
    .describe('Longest time that running requests get to finish at a stop.'),
};

/** `WEBHOOK_KEY`, `WEBHOOK_ALLOW_HTTP`, `WEBHOOK_ALLOW_NETWORKS`: the same where webhooks are made and where they are sent. */
export const webhookConfig = {
  WEBHOOK_KEY: z
    .string()
    .regex(/^([0-9a-f]{2}){32,}$/i, 'must be at least 64 hex digits, an even number of them')
    .optional()
    .meta({ secret: true, description: 'Secrets of webhooks are made of it; absent: there are no webhooks.' }),
  WEBHOOK_ALLOW_HTTP: z.enum(['0', '1']).default('0').describe('1: webhooks may also be `http:`.'),
  WEBHOOK_ALLOW_NETWORKS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((network) => network.trim())
        .filter((network) => network !== ''),
    )
    .pipe(z.array(Network).max(64))
    .describe('Networks, separated by commas, to which webhooks may lead although they are not public: `10.1.0.0/16`.'),
};

/** `HOST` and `PORT` as an address. */
export function listenAddress(host: string, portNumber: number): Address {
  return host.startsWith('unix:') ? { path: host.slice('unix:'.length) } : { host, port: portNumber };
}

/** `OPS_HOST` and `OPS_PORT` as an address; beside a Unix socket, health and metrics are on the loopback. */
export function opsAddress(config: { HOST: string; OPS_HOST?: string | undefined; OPS_PORT: number }): Address {
  const fallback = config.HOST.startsWith('unix:') ? '127.0.0.1' : config.HOST;
  return listenAddress(config.OPS_HOST ?? fallback, config.OPS_PORT);
}
