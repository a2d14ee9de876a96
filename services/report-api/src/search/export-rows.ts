import type { FileItem, FoundFile } from '@assay/contracts';
import { csvRecord } from './csv.ts';
import { foundFile } from './found-file.ts';

/** The columns of a CSV export, by name. */
const COLUMNS: readonly [string, (file: FoundFile) => string | number | null][] = [
  ['sha256', (file) => file.sha256],
  ['sha1', (file) => file.sha1],
  ['md5', (file) => file.md5],
  ['name', (file) => file.name],
  ['size', (file) => file.size],
  ['type', (file) => file.type],
  ['verdict', (file) => file.verdict],
  ['malicious', (file) => file.detection?.malicious ?? null],
  ['suspicious', (file) => file.detection?.suspicious ?? null],
  ['engines', (file) => file.detection?.completed ?? null],
  ['tags', (file) => file.tags.join(' ')],
  ['first_submission', (file) => file.first_submission],
  ['last_submission', (file) => file.last_submission],
  ['last_analysis', (file) => file.last_analysis],
  ['times_submitted', (file) => file.times_submitted],
  ['owner', (file) => file.owner],
];

/** The export as CSV, piece by piece. */
export async function* csvExport(files: AsyncIterable<{ file: FileItem }>): AsyncGenerator<string> {
  yield csvRecord(COLUMNS.map(([name]) => name));
  for await (const { file } of files) {
    const row = foundFile(file);
    yield csvRecord(COLUMNS.map(([, read]) => read(row)));
  }
}

/** The export as one JSON object, piece by piece. When a read fails the text ends in the middle and is no JSON. */
export async function* jsonExport(files: AsyncIterable<{ file: FileItem }>, complete: boolean): AsyncGenerator<string> {
  let count = 0;
  yield '{"data":[';
  for await (const { file } of files) {
    yield `${count === 0 ? '' : ','}\n${JSON.stringify(foundFile(file))}`;
    count += 1;
  }
  yield `\n],"meta":${JSON.stringify({ count, complete })}}\n`;
}
