import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { guarded } from './guarded.ts';
import type { Table } from './table.ts';

/** The table with all its indexes; they cannot be added later on every implementation. */
export function tableDefinition(name: string): CreateTableCommandInput {
  const index = (IndexName: string, partition: string, sort: string, projection: 'ALL' | 'KEYS_ONLY') => ({
    IndexName,
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' as const },
      { AttributeName: sort, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: projection },
  });
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'UserID', KeyType: 'HASH' },
      { AttributeName: 'FileID', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'UserID', AttributeType: 'S' },
      { AttributeName: 'FileID', AttributeType: 'S' },
      { AttributeName: 'RecentAt', AttributeType: 'S' },
      { AttributeName: 'Hash', AttributeType: 'S' },
      { AttributeName: 'DueShard', AttributeType: 'N' },
      { AttributeName: 'DueAt', AttributeType: 'S' },
      { AttributeName: 'Kind', AttributeType: 'S' },
      { AttributeName: 'SortAt', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      index('Recent', 'UserID', 'RecentAt', 'ALL'),
      index('ByHash', 'Hash', 'UserID', 'KEYS_ONLY'),
      index('Due', 'DueShard', 'DueAt', 'KEYS_ONLY'),
      index('ByKind', 'Kind', 'SortAt', 'ALL'),
    ],
  };
}

/** Makes the table and waits until it answers. Fine when it is there already. */
export async function createTable(table: Table, maxWaitS = 60): Promise<void> {
  // The plain commands go through the document client as they are; only its type does not list them.
  const client = table.client as DynamoDBDocumentClient;
  await guarded(async () => {
    try {
      await client.send(new DescribeTableCommand({ TableName: table.name }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
      await client.send(new CreateTableCommand(tableDefinition(table.name))).catch((fault: unknown) => {
        // Another process was faster.
        if (!(fault instanceof ResourceInUseException)) throw fault;
      });
    }
    await waitUntilTableExists({ client, minDelay: 1, maxDelay: 2, maxWaitTime: maxWaitS }, { TableName: table.name });
  });
}
