import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTimeOf } from '../data/start-time.ts';
import type { ProcessSpec } from './process-spec.ts';
import { acceptsConnections } from './serves.ts';
import { type ProcessEvents, type Supervised, supervise } from './supervise.ts';

let folder: string;
let running: Supervised[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-supervise-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** A Node program that serves on a Unix socket. */
function server(body = '', options: Partial<ProcessSpec> = {}): ProcessSpec {
  const socket = join(folder, 'socket');
  const program = `
    const fs = require('node:fs');
    fs.rmSync(${JSON.stringify(socket)}, { force: true });
    require('node:net').createServer().listen(${JSON.stringify(socket)});
    ${body}
  `;
  return {
    name: 'server',
    command: process.execPath,
    args: ['-e', program],
    env: {},
    serves: acceptsConnections({ path: socket }),
    startMs: 20_000,
    stopMs: 10_000,
    ...options,
  };
}

interface Told extends ProcessEvents {
  readonly lines: string[];
  readonly deaths: string[];
  /** Resolves at the next start. */
  nextStart(): Promise<number>;
}

function listen(): Told {
  const starts = new EventTarget();
  const lines: string[] = [];
  const deaths: string[] = [];
  return {
    lines,
    deaths,
    line: (_, text) => void lines.push(text),
    started: (_, pid) => void starts.dispatchEvent(Object.assign(new Event('start'), { pid })),
    died: (_, how) => void deaths.push(how),
    nextStart: async () => ((await once(starts, 'start')) as [Event & { pid: number }])[0].pid,
  };
}

function start(spec: ProcessSpec, told: ProcessEvents = listen()): Supervised {
  const supervised = supervise(spec, told);
  running.push(supervised);
  return supervised;
}

describe('a supervised process', () => {
  it('is started again after it was killed, and serves again', async () => {
    const told = listen();
    const process_ = start(server(), told);
    await process_.start();
    const first = process_.pid();
    const again = told.nextStart();
    process.kill(first ?? 0, 'SIGKILL');
    expect(await again).not.toBe(first);
    await process_.serves();
    expect(told.deaths).toEqual(['SIGKILL']);
  });

  it('is not started again after it was told to stop', async () => {
    const told = listen();
    const process_ = start(server(), told);
    await process_.start();
    const pid = process_.pid() ?? 0;
    await process_.stop();
    expect(startTimeOf(pid)).toBeNull();
    expect(process_.pid()).toBeNull();
    expect(told.deaths).toEqual([]);
  });

  it('is killed when it does not end in time, with what it started', async () => {
    const child = join(folder, 'child');
    const body = `
      process.on('SIGTERM', () => {});
      const sleeper = require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' });
      fs.writeFileSync(${JSON.stringify(child)}, String(sleeper.pid));
      console.log('started ' + sleeper.pid);
    `;
    const said = Promise.withResolvers<string>();
    const process_ = start(server(body, { stopMs: 50 }), { ...listen(), line: (_, text) => said.resolve(text) });
    await process_.start();
    const sleeper = Number((await said.promise).split(' ')[1]);
    await process_.stop();
    await expect.poll(() => startTimeOf(sleeper)).toBeNull();
  });

  it('has an environment of its own and nothing of ours', async () => {
    const told = listen();
    const said = Promise.withResolvers<string>();
    const spec = server('console.log(JSON.stringify(process.env))', { env: { ONLY: 'this' } });
    await start(spec, { ...told, line: (_, text) => said.resolve(text) }).start();
    expect(JSON.parse(await said.promise)).toEqual({ ONLY: 'this' });
  });

  it('that never serves is reported with its time and the last fault', async () => {
    const spec = server('', { serves: acceptsConnections({ path: join(folder, 'other') }), startMs: 300 });
    await expect(start(spec).start()).rejects.toMatchObject({
      message: 'server did not come up in 0.3 s',
      cause: { code: 'ENOENT' },
    });
  });

  it('that ends again and again before it ever served is given up, long before its time is over', async () => {
    const spec = server('process.exit(3)', { serves: async () => Promise.reject(new Error('no')), startMs: 600_000 });
    await expect(start(spec).start()).rejects.toThrow('server keeps ending (exit code 3)');
  });

  it('that cannot be found is tried again and reported', async () => {
    const told = listen();
    const process_ = start(server('', { command: join(folder, 'no such program'), startMs: 300 }), told);
    await expect(process_.start()).rejects.toThrow('did not come up');
    expect(told.deaths[0]).toContain('ENOENT');
  });

  it('sees its standard input end when its supervisor is killed', async () => {
    const mark = join(folder, 'ended');
    const spec = server(
      `process.stdin.on('end', () => { fs.writeFileSync(${JSON.stringify(mark)}, ''); process.exit(); }).resume()`,
    );
    const module_ = JSON.stringify(new URL('supervise.ts', import.meta.url).href);
    const program = `
      const { supervise } = await import(${module_});
      const spec = ${JSON.stringify({ ...spec, serves: undefined })};
      const tell = { line: (_, text) => console.log(text), started: (_, pid) => console.log(pid), died() {} };
      await supervise({ ...spec, serves: async () => {} }, tell).start();
      setInterval(() => {}, 1000);
    `;
    const file = join(folder, 'supervisor.mjs');
    writeFileSync(file, program);
    const { spawn } = await import('node:child_process');
    const supervisor = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = (await once(supervisor.stdout, 'data')) as [Buffer];
    await expect.poll(() => existsSync(join(folder, 'socket')), { timeout: 20_000 }).toBe(true);
    supervisor.kill('SIGKILL');
    await expect.poll(() => existsSync(mark), { timeout: 20_000 }).toBe(true);
    await expect.poll(() => startTimeOf(Number(String(pid)))).toBeNull();
  });
});
