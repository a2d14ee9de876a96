import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';

interface Fixture {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  line(msg: string | RegExp): Promise<Record<string, unknown>>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  origin(): Promise<string>;
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const FIXTURE = fileURLToPath(new URL('../../test/fixture-service.ts', import.meta.url));

function start(env: Record<string, string> = {}): Fixture {
  const child = spawn(process.execPath, [FIXTURE], {
    env: { PATH: process.env.PATH, NEEDED: 'x', PORT: '0', DRAIN_MS: '60000', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  let over = false;
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  output.on('line', (text) => {
    lines.push(JSON.parse(text));
    wake();
  });
  output.on('close', () => {
    over = true;
    wake();
  });
  const line: Fixture['line'] = (msg) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.find((each) => (typeof msg === 'string' ? each.msg === msg : msg.test(String(each.msg))));
        if (found === undefined && !over) return;
        waiting.delete(look);
        if (found === undefined) reject(new Error(`it ended without saying ${msg}: ${JSON.stringify(lines)}`));
        else resolve(found);
      };
      waiting.add(look);
      look();
    });
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')]).then(([[code]]) => code as number | null);
  return { child, lines, line, ended, origin: async () => String((await line('fixture is up')).address) };
}

/** `connected`, or the code of the error that came instead. */
async function dialled(origin: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return 'connected';
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    socket.destroy();
  }
}

describe('a stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s closes everything in order and exits with 0', async (signal) => {
    const service = start();
    await service.origin();
    service.child.kill(signal);
    expect(await service.ended).toBe(0);
    expect(service.lines.map((line) => line.msg).slice(-4)).toEqual([
      'stopping',
      'closing consumers',
      'closing clients',
      'stopped',
    ]);
  });

  it('lets running requests finish, also those that come over open connections, and takes no new connections', async () => {
    const service = start();
    const origin = await service.origin();
    const [holding, open] = [new Client(origin), new Client(origin)];
    const held = holding.request({ path: '/hold', method: 'GET' });
    await service.line('held');
    const begun = await open.request({ path: '/pause', method: 'GET' });
    service.child.kill('SIGTERM');
    await service.line('stopping');
    await expect.poll(() => dialled(origin), { timeout: 20_000 }).toBe('ECONNREFUSED');
    expect(service.lines.map((line) => line.msg)).not.toContain('closing consumers');
    // The end of standard input is what this service waits for.
    service.child.stdin?.end();
    expect(await begun.body.text()).toBe('begun and ended');
    const answer = await held;
    expect([answer.statusCode, await answer.body.json()]).toEqual([200, { done: true }]);
    expect(await service.ended).toBe(0);
  });

  it('cuts what does not end in time, and still closes the rest', async () => {
    const service = start({ DRAIN_MS: '1' });
    const client = new Client(await service.origin());
    const answer = await client.request({ path: '/endless', method: 'GET' });
    service.child.kill('SIGTERM');
    await expect(answer.body.text()).rejects.toThrow();
    expect(await service.ended).toBe(0);
    expect(service.lines).toContainEqual(expect.objectContaining({ msg: 'stopped' }));
  });

  it('in which something fails goes on, and exits with 1', async () => {
    const service = start({ START: 'closes badly' });
    await service.origin();
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(1);
    await service.line('a step of the stop failed');
    await service.line('closing clients');
  });

  it('comes when standard input ends, where that was asked for', async () => {
    const service = start({ ASSAY_EXIT_WITH_STDIN: '1' });
    await service.origin();
    service.child.stdin?.end();
    expect(await service.ended).toBe(0);
    expect(await service.line('stopping')).toMatchObject({ reason: 'standard input ended' });
  });

  it('is as orderly when nobody reads the log any more', async () => {
    const service = start({ ASSAY_EXIT_WITH_STDIN: '1' });
    await service.origin();
    const exit = once(service.child, 'exit');
    service.child.stdout?.destroy();
    service.child.stdin?.end();
    expect(await exit).toEqual([0, null]);
  });

  it('does not come when standard input ends otherwise', async () => {
    const service = start();
    const origin = await service.origin();
    service.child.stdin?.end();
    expect((await fetch(`${origin}/nothing`)).status).toBe(404);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(await service.line('stopping')).toMatchObject({ reason: 'SIGTERM' });
  });
});

describe('a start that fails', () => {
  it('by the configuration names all faults and exits with 1', async () => {
    const service = start({ NEEDED: '', PORT: 'x', DRAIN_MS: '-1' });
    expect(await service.ended).toBe(1);
    const { faults } = await service.line('the configuration is not valid');
    expect(faults).toEqual([
      expect.stringMatching(/^PORT/),
      expect.stringMatching(/^DRAIN_MS/),
      expect.stringMatching(/^NEEDED/),
    ]);
  });

  it('by anything else says what and exits with 1', async () => {
    const service = start({ START: 'fails' });
    expect(await service.ended).toBe(1);
    expect(await service.line('the start failed')).toMatchObject({
      level: 'fatal',
      err: { message: 'the start failed on purpose' },
    });
  });

  it('because the port is taken exits with 1', async () => {
    const first = start();
    const port = new URL(await first.origin()).port;
    const second = start({ PORT: port });
    expect(await second.ended).toBe(1);
    expect(await second.line('the start failed')).toMatchObject({ err: { code: 'EADDRINUSE' } });
  });
});

describe('a fault that nobody caught', () => {
  it.each([
    ['/reject', 'unhandled rejection'],
    ['/throw', 'uncaught exception'],
  ])('%s is logged as fatal and ends the process with 1', async (path, msg) => {
    const service = start();
    await fetch((await service.origin()) + path).catch(() => {});
    expect(await service.ended).toBe(1);
    expect(await service.line(msg)).toMatchObject({
      level: 'fatal',
      err: { message: expect.stringContaining('nobody caught this') },
    });
  });
});

describe('a Unix socket', () => {
  it('that a killed process left behind is taken over, one that answers is not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-socket-'));
    const path = join(folder, 'service.sock');
    const first = start({ HOST: `unix:${path}` });
    await first.origin();
    expect((await stat(path)).isSocket()).toBe(true);
    expect(await start({ HOST: `unix:${path}` }).ended).toBe(1);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start({ HOST: `unix:${path}` });
    await second.origin();
    const client = new Client('http://localhost', { socketPath: path });
    expect((await client.request({ path: '/nothing', method: 'GET' })).statusCode).toBe(404);
    await client.close();
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    await rm(folder, { recursive: true, force: true });
  });
});
