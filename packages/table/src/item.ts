import { AssayError } from '@assay/contracts';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { z } from 'zod';
import { guarded, refused } from './guarded.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** Reads an item as what it should be. Something else in the table is a defect, never silently another item. */
export function parseItem<S extends z.ZodType>(schema: S, item: unknown): z.infer<S> {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new AssayError('internal', undefined, { internal: `an item of the table is malformed at ${paths}` });
}

/** The item, read consistently, or null. */
export async function getItem<S extends z.ZodType>(table: Table, schema: S, key: Key): Promise<z.infer<S> | null> {
  const answer = await guarded(() =>
    table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true })),
  );
  return answer.Item === undefined ? null : parseItem(schema, answer.Item);
}

/** Puts the item if its condition holds; false when it does not. */
export async function putItem(
  table: Table,
  item: object,
  condition: string,
  values?: Record<string, unknown>,
): Promise<boolean> {
  const command = new PutCommand({
    TableName: table.name,
    Item: item as Record<string, unknown>,
    ConditionExpression: condition,
    ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
  });
  try {
    await guarded(() => table.client.send(command));
    return true;
  } catch (error) {
    if (refused(error)) return false;
    throw error;
  }
}

export interface ItemUpdate {
  readonly update: string;
  readonly condition: string;
  readonly values: Record<string, unknown>;
  /** For attributes whose names are reserved words in expressions. */
  readonly names?: Record<string, string>;
}

/** Updates attributes of an item if its condition holds; false when it does not. */
export async function updateItem(
  table: Table,
  key: Key,
  {
    update,
    condition,
    values,
    names,
  }: { update: string; condition: string; values: Record<string, unknown>; names?: Record<string, string> },
): Promise<boolean> {
  const command = new UpdateCommand({
    TableName: table.name,
    Key: key,
    UpdateExpression: update,
    ConditionExpression: condition,
    ExpressionAttributeValues: values,
    ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  });
  try {
    await guarded(() => table.client.send(command));
    return true;
  } catch (error) {
    if (refused(error)) return false;
    throw error;
  }
}

export const ABSENT = 'attribute_not_exists(UserID)';

/** Removes the item, with `version` only if it is still that one; false when it is not. Fine when it is gone. */
export function deleteItem(table: Table, key: Key, version?: number): Promise<boolean> {
  if (version === undefined) return deleteItemIf(table, key);
  return deleteItemIf(table, key, `${ABSENT} OR Version = :version`, { ':version': version });
}

/** Removes the item if its condition holds; false when it does not. */
export async function deleteItemIf(
  table: Table,
  key: Key,
  condition?: string,
  values?: Record<string, unknown>,
): Promise<boolean> {
  const command = new DeleteCommand({
    TableName: table.name,
    Key: key,
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
  });
  try {
    await guarded(() => table.client.send(command));
    return true;
  } catch (error) {
    if (refused(error)) return false;
    throw error;
  }
}

/** One page of a query. `last` is where the next page begins, null at the end. */
export async function queryPage<S extends z.ZodType>(
  table: Table,
  schema: S,
  input: Omit<QueryCommandInput, 'TableName'>,
): Promise<{ items: z.infer<S>[]; last: Record<string, unknown> | null }> {
  const answer = await guarded(() => table.client.send(new QueryCommand({ TableName: table.name, ...input })));
  return { items: (answer.Items ?? []).map((item) => parseItem(schema, item)), last: answer.LastEvaluatedKey ?? null };
}

/** Every item of a query, over all its pages of at most 1 MB. For sets that are bounded by design. */
export async function queryAll<S extends z.ZodType>(
  table: Table,
  schema: S,
  input: Omit<QueryCommandInput, 'TableName'>,
): Promise<z.infer<S>[]> {
  const all: z.infer<S>[] = [];
  let start: Record<string, unknown> | null = null;
  do {
    const page: { items: z.infer<S>[]; last: Record<string, unknown> | null } = await queryPage(table, schema, {
      ...input,
      ...(start === null ? {} : { ExclusiveStartKey: start }),
    });
    all.push(...page.items);
    start = page.last;
  } while (start !== null);
  return all;
}

/** The condition of everything that lies under one sort key prefix of a partition. */
export function under(partition: string, prefix: string): Omit<QueryCommandInput, 'TableName'> {
  return {
    KeyConditionExpression: 'UserID = :partition AND begins_with(FileID, :prefix)',
    ExpressionAttributeValues: { ':partition': partition, ':prefix': prefix },
  };
}
