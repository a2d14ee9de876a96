import { z } from 'zod';

/** Every variable by its name in the environment. */
export function loadConfig<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  return schema.parse(env);
}

/** `AWS_REGION`, `AWS_ENDPOINT_URL`. */
export const awsConfig = { AWS_REGION: z.string().min(1).default('us-east-1'), AWS_ENDPOINT_URL: z.url().optional() };
/** `REDIS_URL`. */
export const redisConfig = { REDIS_URL: z.string().min(1) };
/** `TABLE_NAME`, `TABLE_ENDPOINT`. */
export const tableConfig = {
  TABLE_NAME: z.string().min(1).default('UserFileMetadata'),
  TABLE_ENDPOINT: z.url().optional(),
};
/** `LOG_LEVEL`, `LOG_FORMAT`. */
export const logConfig = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
};
/** `HOST`, `PORT`, `OPS_HOST`, `OPS_PORT`, `DRAIN_MS`. `HOST=unix:/path` listens on a Unix socket. */
export const listenConfig = {
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  OPS_HOST: z.string().optional(),
  OPS_PORT: z.coerce.number().int().min(0).max(65535).default(9090),
  DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(25_000),
};
