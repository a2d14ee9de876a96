import type { HostedEngine, ResultPost } from '@assay/contracts';
import { afterEach, expect, it } from 'vitest';
import { going, hostedEngine, SHA256, silent, versions } from '../../test/fixtures.ts';
import { type Script, type ScriptedHost, startScriptedHost } from '../../test/scripted-host.ts';
import { createHostClient, type HostClient } from '../host/host-client.ts';
import { runEngine } from './run-engine.ts';
import { createRunLog, type RunLog } from './run-log.ts';

const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Started {
  readonly host: ScriptedHost;
  readonly client: HostClient;
  readonly log: RunLog;
  run(signal?: AbortSignal): Promise<Omit<ResultPost, 'claim' | 'engine' | 'log'>>;
}

async function start(script: Script, engine: HostedEngine = hostedEngine()): Promise<Started> {
  const host = await startScriptedHost([engine], script);
  const options = { address: host.address, token: null, engineStartMs: 60_000, logger: silent, onEngines() {} };
  const client = createHostClient(options);
  closing.push(
    () => client.close(),
    () => host.close(),
  );
  client.start();
  await client.ready(going);
  const now = () => new Date();
  const log = createRunLog(engine.id, now, () => {});
  const sample = { path: '/s', sha256: SHA256, size: 1, type: null };
  const run = (signal = going) =>
    runEngine({ host: client, graceMs: 1, reconnectMs: 60_000, now }, engine, sample, log, signal);
  return { host, client, log, run };
}

const result = {
  op: 'result',
  sha256: SHA256,
  verdict: 'undetected',
  label: null,
  attributes: {},
  versions,
  duration_ms: 5,
};
const says =
  (answer: object): Script =>
  (request, say) => {
    if (request.op === 'scan') say({ ...answer, id: request.id });
  };

it('a result is what the engine said', async () => {
  const { run } = await start(says({ ...result, verdict: 'malicious', label: 'EICAR', attributes: { magic: 'data' } }));
  await expect(run()).resolves.toMatchObject({
    outcome: 'completed',
    verdict: 'malicious',
    label: 'EICAR',
    message: null,
    attributes: { magic: 'data' },
    versions,
    durationMs: 5,
  });
});

it.each(['unsupported', 'timeout', 'failure', 'unavailable'] as const)(
  'the error %s is no verdict',
  async (outcome) => {
    const { run } = await start(says({ op: 'error', outcome, message: 'why', versions: null, duration_ms: 5 }));
    await expect(run()).resolves.toMatchObject({ outcome, verdict: null, message: 'why', versions });
  },
);

it.each([
  ['about another sample', { ...result, sha256: 'b'.repeat(64) }],
  ['without a verdict from an engine that detects', { ...result, verdict: null }],
  ['that is malicious without a name', { ...result, verdict: 'malicious' }],
  ['that names something without a verdict', { ...result, verdict: null, label: 'EICAR' }],
  ['with a verdict that is none', { ...result, verdict: 'clean' }],
])('a result %s is a failure', async (_what, answer) => {
  const { run } = await start(says(answer));
  await expect(run()).resolves.toMatchObject({ outcome: 'failure', verdict: null, attributes: {} });
});

it('a result without a verdict is what an engine that only describes says', async () => {
  const { run } = await start(says({ ...result, verdict: null }), hostedEngine({ kind: 'metadata' }));
  await expect(run()).resolves.toMatchObject({ outcome: 'completed', verdict: null });
});

it('a host that says nothing in time makes a timeout, and the run is cancelled', async () => {
  const { run, host } = await start(() => {}, hostedEngine({ timeout_s: 0.001 }));
  await expect(run()).resolves.toMatchObject({ outcome: 'timeout', verdict: null });
  await host.hears((request) => request.op === 'cancel');
});

it('a host that dies is waited for, and the run repeated once', async () => {
  let times = 0;
  const { run, log } = await start((request, say, socket) => {
    if (request.op !== 'scan') return;
    times += 1;
    if (times === 1) socket.destroy();
    else say({ ...result, id: request.id });
  });
  await expect(run()).resolves.toMatchObject({ outcome: 'completed', verdict: 'undetected' });
  expect(log.lines.map((line) => line.message)).toEqual([
    'started: YARA 2.0',
    expect.stringContaining('once more'),
    'finished in 5 ms: undetected',
  ]);
});

it('a run during which the host dies twice is a failure', async () => {
  let times = 0;
  const { run } = await start((request, _say, socket) => {
    if (request.op !== 'scan') return;
    times += 1;
    socket.destroy();
  });
  await expect(run()).resolves.toMatchObject({ outcome: 'failure', verdict: null });
  expect(times).toBe(2);
});

it('an abort is no outcome', async () => {
  const { run, host } = await start(() => {});
  const stop = new AbortController();
  const running = run(stop.signal);
  await host.hears((request) => request.op === 'scan');
  stop.abort(new Error('the lease is lost'));
  await expect(running).rejects.toThrow('the lease is lost');
});
