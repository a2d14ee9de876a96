import { configSchema as accountsConfig, build as buildAccounts } from '@assay/accounts-api';
import { build as buildReport, configSchema as reportConfig } from '@assay/report-api';
import { ONE_SEAL_KEY, openLog, serve } from '@assay/service-kit';
import { build as buildUpload, configSchema as uploadConfig } from '@assay/upload-api';
import { z } from 'zod';
import { chooseOps, choosePublic } from '../public/choose-service.ts';
import { listenTogether } from '../public/listen-together.ts';

const NAME = 'public';
const configSchema = z
  .object({ ...uploadConfig.shape, ...reportConfig.shape, ...accountsConfig.shape })
  .refine(...ONE_SEAL_KEY);

/** The public services of the one-machine edition: all on one listener, in one process. */
await serve(NAME, configSchema, async (config) => {
  const services = {
    'upload-api': await buildUpload(config),
    'report-api': await buildReport(config),
    'accounts-api': await buildAccounts(config),
  };
  const all = Object.values(services);
  const apps = byName(services, ({ app }) => app);
  const ops = byName(services, ({ ops }) => ops);
  return {
    app: listenTogether(Object.values(apps), choosePublic(apps)),
    ops: listenTogether(Object.values(ops), chooseOps(ops)),
    logger: openLog(NAME, config),
    close: all.flatMap(({ close }) => close),
  };
});

function byName<Name extends string, Of, To>(of: Readonly<Record<Name, Of>>, pick: (each: Of) => To): Record<Name, To> {
  return Object.fromEntries(Object.entries<Of>(of).map(([name, each]) => [name, pick(each)])) as Record<Name, To>;
}
