import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmulatedAws } from '../../src/embedded/start-fauxqs.ts';
import { freePort } from './free-port.ts';
import { untilItAnswers } from './until-it-answers.ts';

/** The project's Python environment, into which `npm test` installs MiniStack. */
const PYTHON = join(import.meta.dirname, '../../../../.venv/bin/python');

/** SNS, SQS and S3 by MiniStack, another implementation than the one the product embeds, in a process of its own. */
export async function startMinistack(): Promise<EmulatedAws> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-ministack-'));
  const port = await freePort();
  const child = spawn(PYTHON, ['-m', 'ministack'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      TMPDIR: folder,
      HOME: folder,
      GATEWAY_PORT: String(port),
      // Unless told it listens on every interface, and for SFTP and MQTT besides.
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      DOCKER_HOST: `unix://${folder}/no-docker.sock`,
      LOG_LEVEL: 'WARNING',
    },
  });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => {
    complaints = (complaints + text).slice(-4000);
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilItAnswers(`${endpoint}/_ministack/health`, () => child.exitCode === null && child.signalCode === null);
  } catch (error) {
    await stop();
    throw new Error(`MiniStack did not start: ${complaints}`, { cause: error });
  }
  return { endpoint, stop };
}
