import { type Outcome, ResultItem } from '@assay/contracts';
import { ABSENT, deleteItem, getItem, putItem, queryAll, under } from './item.ts';
import { resultItemKey, resultPrefix, resultsPartition } from './keys.ts';
import type { Table } from './table.ts';

/** Outcomes over which an answer may be written: who answers late, answers better. Never the other way round. */
const REPLACES: Record<Outcome, readonly Outcome[]> = {
  completed: ['timeout', 'unavailable'],
  unsupported: ['timeout', 'unavailable'],
  failure: ['timeout', 'unavailable'],
  timeout: ['unavailable'],
  unavailable: [],
};

/**
 * Puts an engine's answer if there is none, or only a weaker one (`unavailable` < `timeout` < the others). This one
 * write is the record and the commit. `stands`: an earlier answer stays. With `onlyIfAbsent` nothing is replaced.
 */
export async function putResult(
  table: Table,
  result: ResultItem,
  options: { onlyIfAbsent?: boolean } = {},
): Promise<'recorded' | 'stands'> {
  const weaker = options.onlyIfAbsent === true ? [] : REPLACES[result.Outcome];
  const names = weaker.map((_, at) => `:weaker${at}`);
  const condition = weaker.length === 0 ? ABSENT : `${ABSENT} OR Outcome IN (${names.join(', ')})`;
  const values =
    weaker.length === 0 ? undefined : Object.fromEntries(weaker.map((outcome, at) => [names[at], outcome]));
  return (await putItem(table, result, condition, values)) ? 'recorded' : 'stands';
}

/** One engine's answer in a scan, read consistently, or null. */
export function getResult(
  table: Table,
  uid: string,
  sha256: string,
  scanId: string,
  engine: string,
): Promise<ResultItem | null> {
  return getItem(table, ResultItem, resultItemKey(uid, sha256, scanId, engine));
}

/** All answers of a scan, read consistently, by engine id. At most 256. */
export function listResults(table: Table, uid: string, sha256: string, scanId: string): Promise<ResultItem[]> {
  return queryAll(table, ResultItem, {
    ...under(resultsPartition(uid), resultPrefix(sha256, scanId)),
    ConsistentRead: true,
  });
}

/** Removes an answer that was written while its scan was being removed. */
export async function deleteResult(
  table: Table,
  uid: string,
  sha256: string,
  scanId: string,
  engine: string,
): Promise<void> {
  await deleteItem(table, resultItemKey(uid, sha256, scanId, engine));
}
