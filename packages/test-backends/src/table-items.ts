import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Backends } from './start-backends.ts';

/** Sort keys of everything in the table under a user's files, results included; not the account and its keys. */
export async function fileItemsOf({ table }: Pick<Backends, 'table'>, userId: string): Promise<string[]> {
  const { client, name } = table.table;
  const found = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
  return (found.Items ?? [])
    .filter((item) => item.UserID === userId || item.UserID === `${userId}#results`)
    .map((item) => item.FileID)
    .sort();
}
