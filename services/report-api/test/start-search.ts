import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestAccount } from '@assay/auth/testing';
import { sweepFiles } from '@assay/scans';
import { openSearchIndex, openSearchReader, type SearchIndex } from '@assay/search';
import { type PlayedAnswer, playScan } from '@assay/test-backends';
import { type ReportApi, startReportApi } from './start-report-api.ts';

export interface SearchApi extends ReportApi {
  readonly index: SearchIndex;
  /** Uploads, scans and indexes a file as the system does; answers its SHA-256. */
  file(content: string, filename: string, answers?: Record<string, PlayedAnswer>, as?: TestAccount): Promise<string>;
  /** What `Due` does with everything that changed. */
  indexed(): Promise<void>;
}

/** report-api with an index that is filled as results-ingest does it. */
export async function startSearch(): Promise<SearchApi> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-search-'));
  const url = pathToFileURL(join(folder, 'search.db')).href.replace(/^file:/, 'sqlite:');
  const [index, search] = [openSearchIndex(url), openSearchReader(url)];
  await index.check();
  const api = await startReportApi({}, (parts) => ({ ...parts, search }));
  // What a new name waits for before it is indexed is over by then.
  const now = () => new Date(Date.now() + 60_000);
  const indexed = async () => {
    await sweepFiles({ ...api.backends.scans, search: index, now });
  };
  return {
    ...api,
    index,
    indexed,
    async file(content, filename, answers = {}, as = api.account) {
      const { sha256 } = await api.upload(content, filename, as);
      await playScan(api.backends, answers);
      await indexed();
      return sha256;
    },
    async stop() {
      await api.stop();
      await search.close();
      await index.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
