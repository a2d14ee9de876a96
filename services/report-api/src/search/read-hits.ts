import type { FileItem } from '@assay/contracts';
import { getFile } from '@assay/table';
import { type Reader, readsAll } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

/** Files that are read from the table at the same time for one request. */
const AT_ONCE = 20;

/** What every hit of an index says. */
interface Found {
  readonly userId: string;
  readonly sha256: string;
}

/**
 * The live file of every hit, read again from the table. What is gone, or is not this reader's to see, is left out: an
 * index knows neither for certain.
 */
export async function* readHits<H extends Found>(
  { table }: Pick<ReportApp, 'table'>,
  reader: Reader,
  hits: readonly H[],
): AsyncGenerator<{ hit: H; file: FileItem }> {
  const visible = hits.filter(({ userId }) => userId === reader.userId || readsAll(reader));
  for (let from = 0; from < visible.length; from += AT_ONCE) {
    const some = visible.slice(from, from + AT_ONCE);
    const files = await Promise.all(some.map(({ userId, sha256 }) => getFile(table, userId, sha256)));
    for (const [at, hit] of some.entries()) {
      const file = files[at] ?? null;
      if (file !== null) yield { hit, file };
    }
  }
}

/** The same at once, for as many as a page has. */
export async function readAllHits<H extends Found>(
  report: Pick<ReportApp, 'table'>,
  reader: Reader,
  hits: readonly H[],
): Promise<{ hit: H; file: FileItem }[]> {
  const all = [];
  for await (const each of readHits(report, reader, hits)) all.push(each);
  return all;
}
