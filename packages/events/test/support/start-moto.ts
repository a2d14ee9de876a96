import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EmulatedAws } from '../../src/embedded/start-fauxqs.ts';
import { freePort } from './free-port.ts';
import { untilItAnswers } from './until-it-answers.ts';

/** The project's Python environment, into which `npm test` installs moto. */
const SERVER = join(import.meta.dirname, '../../../../.venv/bin/moto_server');

/**
 * SNS, SQS and S3 by moto, a third implementation, in memory of a process of its own. Its DynamoDB is left out: it lost
 * changes when thirty conditional writes were made at once, which no table may.
 */
export async function startMoto(): Promise<EmulatedAws> {
  const port = await freePort();
  const child = spawn(SERVER, ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH },
  });
  const exited = once(child, 'exit');
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(`${endpoint}/moto-api/`, () => child.exitCode === null && child.signalCode === null);
  return {
    endpoint,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
