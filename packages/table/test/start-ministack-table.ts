import { startMinistack } from '@assay/events/testing';
import { createTable } from '../src/create-table.ts';
import { openTable } from '../src/table.ts';
import { TEST_CREDENTIALS, type TestTable } from './start-dynalite.ts';

/** MiniStack's DynamoDB: a third implementation, of other people and in another language. */
export async function startMinistackTable(): Promise<TestTable> {
  const { endpoint, stop } = await startMinistack();
  const table = openTable({
    endpoint,
    region: 'eu-central-1',
    name: 'UserFileMetadata',
    credentials: TEST_CREDENTIALS,
  });
  await createTable(table);
  return {
    table,
    endpoint,
    async stop() {
      table.client.destroy();
      await stop();
    },
  };
}
