/// <reference path="./dynalite.d.ts" />
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { createTable } from '../src/create-table.ts';
import { openTable, type Table } from '../src/table.ts';

/** A table of a test: fresh, with all indexes. */
export interface TestTable {
  readonly table: Table;
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** A dynalite in this process, in memory, on a port of its own, with one table in it. */
export async function startDynalite(name = 'UserFileMetadata'): Promise<TestTable> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const table = openTable({ endpoint, region: 'eu-central-1', name, credentials: TEST_CREDENTIALS });
  await createTable(table);
  return {
    table,
    endpoint,
    async stop() {
      table.client.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Emulators want some; these open nothing. */
export const TEST_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
