import { accountSettings, configSchema as accountsConfig, build as buildAccounts } from '@assay/accounts-api';
import { createGate, openSealer } from '@assay/auth';
import { connectRedis } from '@assay/events';
import { build as buildReport, configSchema as reportConfig } from '@assay/report-api';
import {
  awsClient,
  createLogger,
  createMetrics,
  gateLimits,
  loadConfig,
  runMain,
  runService,
  sealKey,
} from '@assay/service-kit';
import { openTable } from '@assay/table';
import { build as buildUpload, configSchema as uploadConfig } from '@assay/upload-api';
import { chooseOps, choosePublic } from '../public/choose-service.ts';
import { listenTogether } from '../public/listen-together.ts';

/** The public services of the one-machine edition: all on one listener, in one process. */
await runMain('public', async () => {
  const config = { ...loadConfig(uploadConfig, process.env), ...loadConfig(reportConfig, process.env) };
  const upload = await buildUpload(config);
  const report = await buildReport(config);
  const accounts = await accountsOf(loadConfig(accountsConfig, process.env));
  const services = { 'upload-api': upload, 'report-api': report, 'accounts-api': accounts };
  await runService({
    name: 'public',
    logger: createLogger({ name: 'public', level: config.LOG_LEVEL, pretty: config.LOG_FORMAT === 'pretty' }),
    app: listenTogether(
      Object.values(services).map(({ app }) => app),
      choosePublic({ 'upload-api': upload.app, 'report-api': report.app, 'accounts-api': accounts.app }),
    ),
    listen: { host: config.HOST, port: config.PORT },
    ops: listenTogether(
      Object.values(services).map(({ ops }) => ops),
      chooseOps({ 'upload-api': upload.ops, 'report-api': report.ops, 'accounts-api': accounts.ops }),
    ),
    opsListen: { host: config.OPS_HOST ?? '127.0.0.1', port: config.OPS_PORT },
    drainMs: config.DRAIN_MS,
    close: Object.values(services).map(({ close }) => close),
  });
});

async function accountsOf(config: ReturnType<typeof accountsConfig.parse>) {
  const name = 'accounts-api';
  const logger = createLogger({ name, level: config.LOG_LEVEL, pretty: config.LOG_FORMAT === 'pretty' });
  const table = openTable({ region: config.AWS_REGION, name: config.TABLE_NAME, endpoint: config.TABLE_ENDPOINT });
  const redis = connectRedis(config.REDIS_URL);
  redis.on('error', (err: Error) => logger.warn({ err }, 'redis does not answer'));
  const sealer = await openSealer(sealKey(config), awsClient(config));
  const gate = createGate({ redis, table, sealer, limits: gateLimits(config) });
  const built = buildAccounts({
    table,
    redis,
    sealer,
    gate,
    ...accountSettings(config),
    logger,
    metrics: createMetrics(name),
    publicBaseUrl: config.PUBLIC_URL,
    trustProxy: config.TRUST_PROXY,
  });
  return {
    ...built,
    async close() {
      await built.close();
      await gate.close();
      redis.disconnect();
      table.client.destroy();
    },
  };
}
