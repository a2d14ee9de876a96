import type { AddressInfo } from 'node:net';
import { createTable, openTable, type Table } from '@assay/table';
import dynalite from 'dynalite';
import { type Gate, openGate } from './gate.ts';

export interface TestTable {
  readonly endpoint: string;
  readonly table: Table;
  readonly gate: Gate;
  stop(): Promise<void>;
}

export const TEST_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
export const TEST_REGION = 'us-east-1';

/** A dynalite in memory with the table and its indexes, behind a gate. */
export async function startDynalite(): Promise<TestTable> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate = await openGate({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const endpoint = `http://127.0.0.1:${gate.port}`;
  const table = openTable({
    endpoint,
    region: TEST_REGION,
    name: 'UserFileMetadata',
    credentials: TEST_CREDENTIALS,
  });
  await createTable(table);
  return {
    endpoint,
    table,
    gate,
    async stop() {
      table.client.destroy();
      await gate.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
