import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { going, hostedEngine, SHA256, silent, versions } from '../../test/fixtures.ts';
import { type Script, type ScriptedHost, startScriptedHost } from '../../test/scripted-host.ts';
import { createHostClient, type HostClient, HostLost, HostRubbish, type RunRequest } from './host-client.ts';

const run: RunRequest = { engine: 'yara', path: '/s', sha256: SHA256, size: 1, type: null, deadline_ms: 1000 };
const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(script: Script): Promise<{ host: ScriptedHost; client: HostClient }> {
  const host = await startScriptedHost([hostedEngine()], script);
  const options = { address: host.address, token: null, engineStartMs: 60_000, logger: silent, onEngines() {} };
  const client = createHostClient(options);
  closing.push(
    () => client.close(),
    () => host.close(),
  );
  client.start();
  await client.ready(going);
  return { host, client };
}

const answer = (id: string) => ({ op: 'error', id, outcome: 'failure', message: 'm', versions, duration_ms: 1 });

it('brings each answer to the run that it belongs to, in whatever order they come', async () => {
  const ids: string[] = [];
  const { client } = await start((request, say) => {
    if (request.op !== 'scan') return;
    ids.unshift(request.id);
    if (ids.length === 3) for (const id of ids) say({ ...answer(id), message: id });
  });
  const answers = await Promise.all([1, 2, 3].map(() => client.scan(run, () => {}, going)));
  expect(answers.map((each) => each.op === 'error' && each.message)).toEqual(ids.reverse());
});

it('passes the log on in order and before the answer', async () => {
  const time = new Date().toISOString();
  const { client } = await start((request, say) => {
    if (request.op !== 'scan') return;
    for (const seq of [1, 2]) say({ op: 'log', id: request.id, seq, time, level: 'info', message: `line ${seq}` });
    say(answer(request.id));
  });
  const lines: string[] = [];
  await client.scan(run, (line) => lines.push(line.message), going);
  expect(lines).toEqual(['line 1', 'line 2']);
});

it('a line that is rubbish costs the run it speaks of, and no other', async () => {
  const ids: string[] = [];
  const { client, host } = await start((request, say) => {
    if (request.op !== 'scan') return;
    ids.push(request.id);
    if (ids.length < 2) return;
    say(`{"op":"result","id":"${ids[0]}","verdict":"clean"}`);
    say('not even JSON');
    say(answer('a-run-that-never-was'));
    say(answer(ids[1] as string));
  });
  const [bad, good] = await Promise.allSettled([client.scan(run, () => {}, going), client.scan(run, () => {}, going)]);
  expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(HostRubbish) });
  expect(good).toMatchObject({ status: 'fulfilled' });
  await host.hears((request) => request.op === 'cancel' && request.id === ids[0]);
});

it('a line without an end does not fill the memory', async () => {
  const { client } = await start((request, say) => {
    if (request.op === 'scan') say(`{"op":"result","id":"${request.id}","label":"${'x'.repeat(5 * 1024 * 1024)}"}`);
  });
  await expect(client.scan(run, () => {}, going)).rejects.toThrow('too long');
});

it('a connection that ends costs the runs on it, and is made again', async () => {
  const { client, host } = await start((request, say) => {
    if (request.op === 'identify') say({ op: 'identified', id: request.id, type: null });
  });
  const lost = client.scan(run, () => {}, going);
  await host.hears((request) => request.op === 'scan');
  host.cut();
  await expect(lost).rejects.toBeInstanceOf(HostLost);
  await client.ready(going);
  await expect(client.identify('/s', going)).resolves.toBeNull();
});

it('an aborted run is cancelled at the host, and what it says afterwards is nothing', async () => {
  const { client, host } = await start(() => {});
  const stop = new AbortController();
  const scan = client.scan(run, () => {}, stop.signal);
  const asked = await host.hears((request) => request.op === 'scan');
  stop.abort(new Error('enough'));
  await expect(scan).rejects.toThrow('enough');
  const cancelled = await host.hears((request) => request.op === 'cancel');
  expect('id' in cancelled && 'id' in asked && cancelled.id === asked.id).toBe(true);
  host.say(answer('id' in asked ? asked.id : ''));
});

it('a type that could not be looked for is not an unknown type', async () => {
  const { client } = await start((request, say) => {
    if (request.op === 'identify') say(answer(request.id));
  });
  await expect(client.identify('/s', going)).rejects.toBeInstanceOf(HostRubbish);
});

it('says its token first where the host listens on loopback', async () => {
  const { promise: first, resolve } = Promise.withResolvers<string>();
  const server = createServer((socket) =>
    socket.on('error', () => {}).once('data', (data) => resolve(data.toString())),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const token = 't'.repeat(32);
  const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createHostClient({ address, token, engineStartMs: 1, logger: silent, onEngines() {} });
  closing.push(
    () => client.close(),
    () => new Promise((closed) => server.close(closed)),
  );
  client.start();
  expect(await first).toBe(`{"op":"hello","token":"${token}"}\n`);
});

it('a host that has hung is connected to again, and is not ready meanwhile', async () => {
  let connections = 0;
  const { promise: second, resolve } = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('error', () => {}).resume();
    connections += 1;
    if (connections === 1) socket.write(`${JSON.stringify({ op: 'engines', engines: [hostedEngine()] })}\n`);
    else resolve();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createHostClient({
    address,
    token: null,
    engineStartMs: 1,
    silenceMs: 50,
    logger: silent,
    onEngines() {},
  });
  closing.push(
    () => client.close(),
    () => new Promise((closed) => server.close(closed)),
  );
  client.start();
  await client.ready(going);
  const lost = client.scan(run, () => {}, going);
  await expect(lost).rejects.toBeInstanceOf(HostLost);
  await second;
  expect(client.isReady()).toBe(false);
});
