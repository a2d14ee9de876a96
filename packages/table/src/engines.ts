import { EngineItem, type HostedEngine } from '@assay/contracts';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { guarded } from './guarded.ts';
import { deleteItemIf, getItem, queryAll, updateItem } from './item.ts';
import { ENGINES_PARTITION, engineKey } from './keys.ts';
import type { Table } from './table.ts';

/** Every engine of every pool, enabled or not, read consistently. */
export function listEngines(table: Table): Promise<EngineItem[]> {
  return queryAll(table, EngineItem, {
    KeyConditionExpression: 'UserID = :partition',
    ExpressionAttributeValues: { ':partition': ENGINES_PARTITION },
    ConsistentRead: true,
  });
}

/** Notes what a worker's host says of an engine. A new engine is enabled; one that an operator disabled stays so. */
export async function reportEngine(table: Table, pool: string, hosted: HostedEngine, now: Date): Promise<void> {
  const values = {
    ':kind': 'engine',
    ':sort': `${pool}#${hosted.id}`,
    ':pool': pool,
    ':engine': hosted.id,
    ':enabled': true,
    ':reported': hosted,
    ':now': now.toISOString(),
  };
  await guarded(() =>
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: engineKey(pool, hosted.id),
        UpdateExpression:
          'SET Kind = :kind, SortAt = :sort, #pool = :pool, Engine = :engine, Reported = :reported, LastSeen = :now, ' +
          'Enabled = if_not_exists(Enabled, :enabled), FirstSeen = if_not_exists(FirstSeen, :now)',
        // The word is reserved in expressions.
        ExpressionAttributeNames: { '#pool': 'Pool' },
        ExpressionAttributeValues: values,
      }),
    ),
  );
}

/** An operator's switch. False when the pool has no such engine. */
export function setEngineEnabled(table: Table, pool: string, engine: string, enabled: boolean): Promise<boolean> {
  return updateItem(table, engineKey(pool, engine), {
    update: 'SET Enabled = :enabled',
    condition: 'attribute_exists(UserID)',
    values: { ':enabled': enabled },
  });
}

/** The engine of this pool, read consistently, or null. */
export function getEngine(table: Table, pool: string, engine: string): Promise<EngineItem | null> {
  return getItem(table, EngineItem, engineKey(pool, engine));
}

/** Takes an engine out of the catalogue; false when it was reported since `seen`, or is gone. */
export function deleteEngine(table: Table, seen: EngineItem): Promise<boolean> {
  return deleteItemIf(table, engineKey(seen.Pool, seen.Engine), 'LastSeen = :seen', { ':seen': seen.LastSeen });
}
