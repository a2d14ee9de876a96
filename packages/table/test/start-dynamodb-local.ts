import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTable } from '../src/create-table.ts';
import { openTable } from '../src/table.ts';
import { TEST_CREDENTIALS, type TestTable } from './start-dynalite.ts';

const FOLDER = fileURLToPath(new URL('./dynamodb-local/', import.meta.url));

/** Amazon's own DynamoDB Local in a process of its own. Maven brings it the first time; Java runs it. */
export async function startDynamoDbLocal(): Promise<TestTable> {
  if (!existsSync(`${FOLDER}target/dependency/DynamoDBLocal-1.25.1.jar`)) {
    await promisify(execFile)('mvn', ['-q', '-B', 'dependency:copy-dependencies'], { cwd: FOLDER });
  }
  const port = await freePort();
  const server = spawn(
    'java',
    [
      '-Xmx512m',
      '-Djava.library.path=target/dependency',
      '-cp',
      'target/dependency/*',
      'com.amazonaws.services.dynamodbv2.local.main.ServerRunner',
      '-inMemory',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: FOLDER, stdio: 'ignore' },
  );
  await once(server, 'spawn');
  const table = openTable({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    name: 'UserFileMetadata',
    credentials: TEST_CREDENTIALS,
  });
  await untilItAnswers(
    () => createTable(table),
    () => server.exitCode,
  );
  return {
    table,
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      table.client.destroy();
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
  };
}

/** Java needs seconds to listen; each try waits inside the SDK's own retries. */
async function untilItAnswers(request: () => Promise<void>, exitCode: () => number | null): Promise<void> {
  for (;;) {
    const code = exitCode();
    if (code !== null) throw new Error(`DynamoDB Local ended with ${code}`);
    try {
      await request();
      return;
    } catch (error) {
      if (!(error instanceof Error) || !('kind' in error) || error.kind !== 'transient') throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
