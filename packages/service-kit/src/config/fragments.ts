import { createSecretKey, type KeyObject } from 'node:crypto';
import { Network } from '@assay/contracts';
import { z } from 'zod';
import { createLogger, type Logger } from '../logger.ts';
import type { Address } from '../run/address.ts';
import { hexKey, list } from './variables.ts';

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

/** The table as `openTable` takes it. */
export function tableOptions(config: { AWS_REGION: string; TABLE_NAME: string; TABLE_ENDPOINT?: string | undefined }) {
  return { region: config.AWS_REGION, name: config.TABLE_NAME, endpoint: config.TABLE_ENDPOINT };
}

/** `SAMPLES_URL`. */
export const samplesConfig = {
  SAMPLES_URL: z.string().min(1).describe('Where samples and large reports lie: `s3://bucket` or `file:///folder`.'),
};

/** `SEARCH_URL`. */
export const searchConfig = {
  SEARCH_URL: z.string().min(1).optional().meta({
    secret: true,
    description:
      'The search index, `sqlite:///folder/file` or `https://…` of OpenSearch; absent: nothing is indexed, and searches answer 503.',
  }),
};

/** `LOG_LEVEL`, `LOG_FORMAT`. */
export const logConfig = {
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Lines below this level are not written.'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json').describe('`pretty` is for people at a terminal.'),
};

/** The log of a process, as its configuration wants it. */
export function openLog(name: string, { LOG_LEVEL, LOG_FORMAT }: z.infer<z.ZodObject<typeof logConfig>>): Logger {
  return createLogger({ name, level: LOG_LEVEL, pretty: LOG_FORMAT === 'pretty' });
}

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
  WEBHOOK_KEY: hexKey('Secrets of webhooks are made of it; absent: there are no webhooks.').optional(),
  WEBHOOK_ALLOW_HTTP: z.enum(['0', '1']).default('0').describe('1: webhooks may also be `http:`.'),
  WEBHOOK_ALLOW_NETWORKS: list(Network).describe(
    'Networks, separated by commas, to which webhooks may lead although they are not public: `10.1.0.0/16`.',
  ),
};

/** What the configuration says of webhooks; null: there are none. */
export function webhookSettings(config: z.infer<z.ZodObject<typeof webhookConfig>>): WebhookSettings | null {
  if (config.WEBHOOK_KEY === undefined) return null;
  const rules = { allowHttp: config.WEBHOOK_ALLOW_HTTP === '1', allowNetworks: config.WEBHOOK_ALLOW_NETWORKS };
  return { key: createSecretKey(config.WEBHOOK_KEY, 'hex'), rules };
}

export interface WebhookSettings {
  /** Their secrets are made of it; the same where they are made and where they are sent. */
  readonly key: KeyObject;
  /** Where they may lead. */
  readonly rules: { readonly allowHttp: boolean; readonly allowNetworks: readonly string[] };
}

/** `HOST` and `PORT` as an address. */
export function listenAddress({ HOST, PORT }: { HOST: string; PORT: number }): Address {
  return addressOf(HOST, PORT);
}

/** `OPS_HOST` and `OPS_PORT` as an address; beside a Unix socket or nothing, health and metrics are on the loopback. */
export function opsAddress({ HOST = 'unix:', OPS_HOST, OPS_PORT }: OpsAddress): Address {
  const fallback = HOST.startsWith('unix:') ? '127.0.0.1' : HOST;
  return addressOf(OPS_HOST ?? fallback, OPS_PORT);
}

interface OpsAddress {
  /** Absent: the service listens nowhere else. */
  readonly HOST?: string | undefined;
  readonly OPS_HOST?: string | undefined;
  readonly OPS_PORT: number;
}

function addressOf(host: string, portNumber: number): Address {
  return host.startsWith('unix:') ? { path: host.slice('unix:'.length) } : { host, port: portNumber };
}
