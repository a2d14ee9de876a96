import { createGate, openSealer } from '@assay/auth';
import { connectRedis } from '@assay/events';
import {
  awsClient,
  createLogger,
  createMetrics,
  gateLimits,
  listenAddress,
  loadConfig,
  opsAddress,
  runMain,
  runService,
  sealKey,
} from '@assay/service-kit';
import { getUser, openTable, userId } from '@assay/table';
import { accountSettings, configSchema } from './config.ts';
import { build, NAME } from './index.ts';

await runMain(NAME, async () => {
  const config = loadConfig(configSchema, process.env);
  const logger = createLogger({ name: NAME, level: config.LOG_LEVEL, pretty: config.LOG_FORMAT === 'pretty' });
  const sealer = await openSealer(sealKey(config), awsClient(config));
  const table = openTable({ region: config.AWS_REGION, name: config.TABLE_NAME, endpoint: config.TABLE_ENDPOINT });
  const redis = connectRedis(config.REDIS_URL, logger);
  const gate = createGate({ redis, table, sealer, limits: gateLimits(config) });
  const { app, ops } = build({
    table,
    redis,
    sealer,
    gate,
    ...accountSettings(config),
    logger,
    metrics: createMetrics(NAME),
    publicBaseUrl: config.PUBLIC_URL,
    trustProxy: config.TRUST_PROXY,
    checks: [
      { name: 'redis', shared: true, check: () => redis.ping() },
      { name: 'table', shared: true, check: () => getUser(table, userId('readiness')) },
    ],
  });
  await runService({
    name: NAME,
    logger,
    app,
    listen: listenAddress(config.HOST, config.PORT),
    ops,
    opsListen: opsAddress(config),
    close: [() => gate.close(), () => redis.disconnect(), () => table.client.destroy()],
    drainMs: config.DRAIN_MS,
  });
});
