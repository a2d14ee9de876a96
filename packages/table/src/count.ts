import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { guarded } from './guarded.ts';
import { under } from './item.ts';
import type { Table } from './table.ts';

/** How many items lie under a sort key prefix, read consistently; null when that is more than one page of a megabyte. */
export async function countUnder(table: Table, partition: string, prefix: string): Promise<number | null> {
  const query = { TableName: table.name, ...under(partition, prefix), ConsistentRead: true, Select: 'COUNT' as const };
  const answer = await guarded(() => table.client.send(new QueryCommand(query)));
  return answer.LastEvaluatedKey === undefined ? (answer.Count ?? 0) : null;
}
