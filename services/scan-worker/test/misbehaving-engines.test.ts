import { INGEST } from '@assay/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { handleMessage } from '../src/scan/handle-message.ts';
import { type EngineHost, startEngineHost } from './engine-host.ts';
import { going } from './fixtures.ts';
import { delivery, type Handling, startHandling } from './handling.ts';
import { type IngestServer, startIngestServer } from './ingest-server.ts';

/** Both engines get the same sample; `first` takes only plain text, so a sample that is none reaches `second` alone. */
let host: EngineHost;
let server: IngestServer;
let handling: Handling;
beforeAll(async () => {
  host = await startEngineHost([
    { id: 'first' },
    { id: 'second' },
    { id: 'documents', more: 'accepts = ["pdf"]' },
    { id: 'hasty', timeoutS: 1 },
  ]);
});
afterAll(() => host.stop());
beforeEach(async () => {
  server = await startIngestServer();
  handling = await startHandling(server, { address: host.socket, samples: host.samples });
});
afterEach(async () => {
  await handling.close();
  await server.close();
});

const handle = async (order: string, engines: readonly string[]) => {
  const message = await handling.scan(Buffer.from(order), engines);
  return handleMessage(handling.options, 'normal', message, going, delivery);
};
const RESULT = {
  op: 'result',
  id: 'RUN',
  sha256: 'SHA',
  verdict: 'undetected',
  label: null,
  attributes: {},
  versions: { package: '1', engine: '1', signatures: null, signatures_date: null },
  duration_ms: 1,
};
const raw = (...lines: unknown[]) => `raw ${JSON.stringify(lines)}`;

it('an engine that looks says what it saw, with its log, and nothing of the sample is left', async () => {
  await expect(handle('prints', ['first', 'second'])).resolves.toBe('done');
  const { first, second } = handling.results();
  for (const result of [first, second]) {
    expect(result).toMatchObject({ outcome: 'completed', verdict: 'undetected', attributes: { said: 'printed' } });
    expect(result?.log.map((line) => line.message)).toContain('by print');
  }
  expect(await handling.left()).toEqual([]);
});

it('every line of the log is passed on once, in order, before or with the answer', async () => {
  await handle('flood 700', ['first']);
  const { first } = handling.results();
  const live = server.bodies(INGEST.logs).flatMap((batch) => batch.lines);
  expect([...live, ...(first?.log.slice(first.streamed) ?? [])]).toEqual(first?.log);
  expect(first?.log.filter((line) => line.message.startsWith('line '))).toHaveLength(700);
  expect(server.arrived.at(-1)?.path).toBe(INGEST.results);
});

it.each([
  ['dies', 'die 11'],
  ['ends without an answer', 'end 0'],
  ['prints rubbish into the protocol', raw('rubbish')],
  ['answers with a verdict that is none', raw({ ...RESULT, verdict: 'clean' })],
  ['answers for another sample', raw({ ...RESULT, sha256: '0'.repeat(64) })],
  ['answers for another run', raw({ ...RESULT, id: 'other' }, RESULT)],
  ['answers twice', raw(RESULT, RESULT)],
  ['sends a line without an end', 'long_line'],
  ['raises', 'fail'],
])('an engine that %s is a failure and the message is done', async (_what, order) => {
  await expect(handle(order, ['first'])).resolves.toBe('done');
  const { first } = handling.results();
  expect(first).toMatchObject({ outcome: 'failure', verdict: null, label: null });
  expect(first?.message).not.toBe('');
  expect(first?.log.at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining(first?.message ?? '?') });
  expect(await handling.left()).toEqual([]);
});

it('an engine that hangs is a timeout and holds up no other', async () => {
  await expect(handle('hang 918001', ['hasty'])).resolves.toBe('done');
  expect(handling.results().hasty).toMatchObject({ outcome: 'timeout', verdict: null });
  expect(handling.results().hasty?.log.map((line) => line.message)).toContain('before the end');
});

it('a type that an engine does not take is unsupported, not clean', async () => {
  await handle('prints', ['first', 'documents']);
  expect(handling.results().documents).toMatchObject({ outcome: 'unsupported', verdict: null });
  expect(handling.results().first).toMatchObject({ outcome: 'completed' });
});

it('half a surrogate pair in an answer is posted as something that can be stored', async () => {
  await handle('surrogate', ['first']);
  const { first } = handling.results();
  expect(JSON.stringify(first)).not.toMatch(/\\ud[89a-f]/i);
  expect(['completed', 'failure']).toContain(first?.outcome);
});

it('an engine that the host does not have is unavailable', async () => {
  await handle('prints', ['first', 'uninstalled']);
  expect(handling.results().uninstalled).toMatchObject({ outcome: 'unavailable', verdict: null });
});

it('many scans at once get each their own answer', async () => {
  const message = await handling.scan(Buffer.from('remember'), ['first', 'second', 'documents']);
  const all = Array.from({ length: 12 }, () => handleMessage(handling.options, 'normal', message, going, delivery));
  await expect(Promise.all(all)).resolves.toEqual(all.map(() => 'done'));
  expect(server.bodies(INGEST.results)).toHaveLength(36);
  expect(await handling.left()).toEqual([]);
});
