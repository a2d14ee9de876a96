import { loadConfig, runMain, runService } from '@assay/service-kit';
import { build } from './build.ts';
import { configSchema } from './config.ts';

await runMain('report-api', async () => {
  const config = loadConfig(configSchema, process.env);
  const { app, ops, logger, close } = await build(config);
  await runService({
    name: 'report-api',
    logger,
    app,
    ops,
    listen: address(config.HOST, config.PORT),
    opsListen: { host: config.OPS_HOST ?? config.HOST, port: config.OPS_PORT },
    drainMs: config.DRAIN_MS,
    close: [close],
  });
});

function address(host: string, port: number) {
  return host.startsWith('unix:') ? { path: host.slice('unix:'.length) } : { host, port };
}
