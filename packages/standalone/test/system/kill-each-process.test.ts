import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, it } from 'vitest';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { checkNothingLost, uploadUntil } from './support/uploads-under-fire.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});

const PROCESSES = ['public', 'results-ingest', 'scan-worker', 'engine-host', 'queue', 'table', 'redis'];

/** The Redis server itself is a child of its guard. */
function pidOf(name: string): number {
  if (name === 'redis') return Number(readFileSync(system.plan.redisPidFile, 'utf8'));
  const pid = system.processes.get(name)?.pid();
  if (pid === null || pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

describe('a process that is killed at any moment while files are uploaded', () => {
  it.each(PROCESSES)('%s: no accepted upload is lost and every scan completes', async (name) => {
    const accepted = await uploadUntil(system.api, {
      atLeast: 12,
      // A random one of the uploads is the moment; others are under way then.
      after: { accepted: randomInt(1, 8), act: () => process.kill(pidOf(name), 'SIGKILL') },
      until: () => system.serves(name),
    });
    await system.serves(name);
    await checkNothingLost(system.api, accepted);
  });
});
