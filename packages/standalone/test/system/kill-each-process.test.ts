import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';
import { checkNothingLost, uploadUntil } from './support/uploads-under-fire.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});

/** The supervisor's own; an engine and clamd are kept by the engine host. */
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

  it.each([
    ['clamd', 'clamd', 'clamav'],
    ['the process of an engine', 'python3', 'yara'],
  ])('%s: no accepted upload is lost, and the engine is back', async (_, program, engine) => {
    const back = async () => {
      const engines = await system.api.engines();
      expect(engines.find((each) => each.engine === engine)?.available).toBe(true);
      return true;
    };
    const accepted = await uploadUntil(system.api, {
      atLeast: 12,
      after: { accepted: randomInt(1, 8), act: () => process.kill(belowEngineHost(program, engine), 'SIGKILL') },
      until: () => expect.poll(back, { timeout: 60_000 }).toBe(true),
    });
    await checkNothingLost(system.api, accepted);
    const last = await completed(system.api, await upload(system.api, freshFile()));
    expect(last.engines.find((each) => each.engine === engine)?.outcome).toBe('completed');
  });
});

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** A process of this program that the engine host, or one of its processes, has started for this engine. */
function belowEngineHost(program: string, engine: string): number {
  const all = readdirSync('/proc').flatMap(see);
  const below = new Set([pidOf('engine-host')]);
  // A child may have a lower number than its parent, so until nothing is added any more.
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  const found = all.find(({ pid, command }) => below.has(pid) && command.includes(program) && command.includes(engine));
  if (found === undefined)
    throw new Error(
      `no process of ${engine}: ${all
        .filter(({ pid }) => below.has(pid))
        .map(({ command }) => command)
        .join('; ')}`,
    );
  return found.pid;
}

function see(name: string): Seen[] {
  if (!/^\d+$/.test(name)) return [];
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid: Number(name), parent, command }];
  } catch {
    // It has just ended.
    return [];
  }
}
