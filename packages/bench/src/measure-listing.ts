import type { FileItem } from '@assay/contracts';
import { listFiles, newFile, type Table, userId } from '@assay/table';
import { startDynalite } from '@assay/table/testing';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Figure } from './report.ts';
import { searchDocumentOf } from './search-documents.ts';
import { percentile } from './statistics.ts';

const [FEW, MANY] = [100, 100_000];
/** As many as DynamoDB takes in one batch, and batches on their way at once. */
const [BATCH, AT_ONCE] = [25, 8];
const PAGE = 40;
const ROUNDS = 200;

/** Lists the newest files of a user who has 100 and of one who has 100,000, in turns, on a table of its own. */
export async function measureListing(): Promise<Figure[]> {
  const dynalite = await startDynalite();
  const { table } = dynalite;
  const users = [
    { uid: userId('bench-few'), files: FEW },
    { uid: userId('bench-many'), files: MANY },
  ];
  for (const { uid, files } of users) await fill(table, uid, files);
  const times = users.map((): number[] => []);
  for (let round = -ROUNDS / 10; round < ROUNDS; round += 1) {
    for (const [at, { uid }] of users.entries()) {
      const began = performance.now();
      const { items } = await listFiles(table, uid, { limit: PAGE });
      if (items.length !== PAGE) throw new Error(`a list of ${items.length} files came`);
      if (round >= 0) times[at]?.push(performance.now() - began);
    }
  }
  await dynalite.stop();
  const [few = 0, many = 0] = times.map((all) => percentile(all, 0.5));
  return [
    { what: 'listing the newest 40 of 100 files, p50', value: few, unit: 'ms', bound: null },
    { what: 'listing the newest 40 of 100,000 files, p50', value: many, unit: 'ms', bound: null },
    { what: 'the second against the first', value: many / few, unit: '', bound: { most: 1.5 } },
  ];
}

async function fill(table: Table, uid: string, files: number): Promise<void> {
  const batches = Array.from({ length: Math.ceil(files / BATCH) }, (_, at) => at * BATCH).values();
  const work = async () => {
    for (const from of batches) {
      const items = Array.from({ length: Math.min(BATCH, files - from) }, (_, at) => fileItem(uid, from + at));
      const requests = items.map((Item) => ({ PutRequest: { Item } }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function fileItem(uid: string, number: number): Omit<FileItem, 'NewestScan'> {
  const { sha256, sha1, md5, names, tags, size, lastSubmitted: time } = searchDocumentOf(uid, number);
  const filename = names[0] ?? '';
  const file = newFile({ userId: uid, sha256, sha1, md5, size, filename, objectKey: `bench:${md5}` }, time);
  return {
    ...file,
    Version: 1,
    FileMetadata: { ...file.FileMetadata, Tags: tags },
    Names: names,
    Verdict: 'undetected',
    Coverage: { Expected: 2, Completed: 2, Malicious: 0, Suspicious: 0 },
  };
}
