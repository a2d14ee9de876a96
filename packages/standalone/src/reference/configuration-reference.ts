import { configSchema as accountsApi, firstAccountConfigSchema } from '@assay/accounts-api';
import { configSchema as reportApi } from '@assay/report-api';
import { rebuildSearchConfigSchema, configSchema as resultsIngest } from '@assay/results-ingest';
import { configSchema as scanWorker } from '@assay/scan-worker';
import { configurationPage } from '@assay/service-kit';
import { configSchema as uploadApi } from '@assay/upload-api';
import { configSchema as standalone } from '../config.ts';

/** `docs/operate/configuration.md` as the schemas of all services have it. */
export function configurationReference(): string {
  return configurationPage({
    'one machine (npm start)': standalone,
    'upload-api': uploadApi,
    'report-api': reportApi,
    'accounts-api': accountsApi,
    'accounts-api: first account': firstAccountConfigSchema,
    'results-ingest': resultsIngest,
    'results-ingest: rebuild-search': rebuildSearchConfigSchema,
    'scan-worker': scanWorker,
  });
}
