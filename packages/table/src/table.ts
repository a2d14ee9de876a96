import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The table UserFileMetadata and the client that reaches it. */
export interface Table {
  readonly name: string;
  readonly client: Pick<DynamoDBDocumentClient, 'send' | 'destroy'>;
  /**
   * Told after every change of a file item, whoever makes it and also when nobody knows whether it was made, before the
   * change is answered: copies of the file that are kept elsewhere are old now. Must not throw.
   */
  readonly fileChanged?: ((userId: string, sha256: string) => Promise<void>) | undefined;
}

export interface TableConfig {
  readonly region: string;
  readonly name: string;
  /** Of an emulator; absent for DynamoDB itself. */
  readonly endpoint?: string | undefined;
  /** Absent: the SDK's own chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/** Constructs the client. Connects with the first request. `fileChanged` as the table has it. */
export function openTable(config: TableConfig, fileChanged?: Table['fileChanged']): Table {
  const client = new DynamoDBClient({
    region: config.region,
    maxAttempts: 4,
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    ...(config.credentials === undefined ? {} : { credentials: config.credentials }),
  });
  return {
    name: config.name,
    fileChanged,
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  };
}
