import { parseArgs } from 'node:util';
import { openSampleStore } from '@assay/samples';
import { openSearchIndex } from '@assay/search';
import { awsClient, loadConfig, openLog, runMain, tableOptions } from '@assay/service-kit';
import { openTable } from '@assay/table';
import { z } from 'zod';
import { rebuildSearchConfigSchema } from './config.ts';
import { fillSearch } from './fill-search.ts';

const NAME = 'rebuild-search';
const Place = z.object({ userId: z.string(), recentAt: z.string(), sha256: z.string() });

/**
 * Fills the search index again out of the table, also while the system works. `--new` begins an empty one first, as does a
 * damaged one by itself; `--from` goes on where the log of an earlier run says.
 */
await runMain(NAME, async () => {
  const { values } = parseArgs({ options: { new: { type: 'boolean', default: false }, from: { type: 'string' } } });
  const from = values.from === undefined ? undefined : readPlace(values.from);
  const config = loadConfig(rebuildSearchConfigSchema, process.env);
  const logger = openLog(NAME, config);
  const table = openTable(tableOptions(config));
  const samples = openSampleStore(config.SAMPLES_URL, { s3: awsClient(config) });
  const index = openSearchIndex(config.SEARCH_URL);
  if (values.new || !(await index.sound())) {
    await index.renew();
    logger.info('a new, empty index was begun');
  }
  for await (const { files, next } of fillSearch({ table, samples, logger }, index, from)) {
    if (next !== null) logger.info({ files, from: writePlace(next) }, 'so far');
    else logger.info({ files }, 'every file is in the index');
  }
  await index.close();
  table.client.destroy();
});

function writePlace(place: z.infer<typeof Place>): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function readPlace(text: string): z.infer<typeof Place> {
  try {
    return Place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new Error('--from is not what the log of an earlier run says');
  }
}
