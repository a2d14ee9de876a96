import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startTimeOf } from '../../src/data/start-time.ts';
import { temporaryData, testEnvironment } from './support/start-test-system.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Sends SIGINT with the first line that says this, and once more for each further one; answers how it ended. */
async function interruptAt(...marks: RegExp[]) {
  const data = temporaryData();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...testEnvironment(data) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: string[] = [];
  const hear = (line: string) => {
    said.push(line);
    if (marks[0]?.test(line) !== true) return;
    marks.shift();
    child.kill('SIGINT');
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);
  const [code] = await once(child, 'close');
  const started = JSON.parse(readFileSync(join(data, 'run/processes.json'), 'utf8')) as Record<string, { pid: number }>;
  return { code, said: said.join('\n'), pids: Object.values(started).map(({ pid }) => pid) };
}

const running = (pids: number[]) => pids.filter((pid) => startTimeOf(pid) !== null);

it.each([
  ['while the services are started', /✓ topic/, /services and engines/],
  ['while it checks itself', /API +http/, /SELF-CHECK|Running/],
])('Ctrl-C %s stops it in order, and what it left off did not fail', async (_, mark, later) => {
  const { code, said, pids } = await interruptAt(mark);
  expect(said).toContain('Stopping …');
  expect(said).not.toMatch(later);
  expect(said).not.toContain('could not start');
  expect(code).toBe(0);
  expect(running(pids)).toEqual([]);
});

it('a second Ctrl-C ends it at once, and the processes after it', async () => {
  const { code, pids } = await interruptAt(/API +http/, /Stopping/);
  expect(code).toBe(130);
  await expect.poll(() => running(pids), { timeout: 30_000 }).toEqual([]);
});
