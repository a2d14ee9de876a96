import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { guarded } from './guarded.ts';
import { deleteItemIf } from './item.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** Few at a time, so that requests get their turn between the pages. */
const PAGE = 100;

/**
 * Removes every item whose `ExpiresAt` (Unix seconds) is over, as DynamoDB does by itself: for implementations that do
 * not. Reads the whole table, page by page, until `signal` aborts. Answers how many were removed.
 */
export async function removeExpired(table: Table, now: Date, signal?: AbortSignal): Promise<number> {
  const seconds = Math.floor(now.getTime() / 1000);
  let removed = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await guarded(() => table.client.send(expiredPage(table, seconds, start)));
    for (const { UserID, FileID } of page.Items ?? []) {
      if (await removeIfExpired(table, { UserID, FileID }, seconds)) removed += 1;
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined && signal?.aborted !== true);
  return removed;
}

function expiredPage(table: Table, seconds: number, start: Record<string, unknown> | undefined): ScanCommand {
  return new ScanCommand({
    TableName: table.name,
    FilterExpression: 'ExpiresAt < :now',
    ExpressionAttributeValues: { ':now': seconds },
    ProjectionExpression: 'UserID, FileID',
    Limit: PAGE,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  });
}

/** Its time may have been prolonged since it was read. */
function removeIfExpired(table: Table, key: Key, seconds: number): Promise<boolean> {
  return deleteItemIf(table, key, 'ExpiresAt < :now', { ':now': seconds });
}
