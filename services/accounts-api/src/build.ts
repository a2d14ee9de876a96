import { createSecretKey } from 'node:crypto';
import { createGate, openSealer } from '@assay/auth';
import { connectRedis } from '@assay/events';
import {
  awsClient,
  createMetrics,
  createOps,
  gateLimits,
  openLog,
  sealKey,
  tableOptions,
  webhookSettings,
} from '@assay/service-kit';
import { getUser, openTable, userId } from '@assay/table';
import type { Config } from './config.ts';
import { createApp, NAME } from './create-app.ts';
import { openIdOptions } from './openid/open-id-config.ts';

/** accounts-api with the clients that its configuration names. Connects; does not listen. */
export async function build(config: Config) {
  const logger = openLog(NAME, config);
  const metrics = createMetrics(NAME);
  const sealer = await openSealer(sealKey(config), awsClient(config));
  const redis = connectRedis(config.REDIS_URL, logger);
  const table = openTable(tableOptions(config));
  const gate = createGate({ redis, table, sealer, limits: gateLimits(config) });
  const app = createApp({
    table,
    redis,
    sealer,
    gate,
    cursorKey: createSecretKey(config.CURSOR_KEY, 'hex'),
    registration: config.REGISTRATION,
    openId: openIdOptions(config),
    webhooks: webhookSettings(config),
    logger,
    metrics,
    publicUrl: config.PUBLIC_URL,
    trustProxy: config.TRUST_PROXY,
  });
  const ops = createOps({
    name: NAME,
    registry: metrics.registry,
    checks: [
      { name: 'redis', shared: true, check: () => redis.ping() },
      { name: 'table', shared: true, check: () => getUser(table, userId('readiness')) },
    ],
  });
  return { app, ops, logger, close: [() => gate.close(), () => redis.disconnect(), () => table.client.destroy()] };
}
