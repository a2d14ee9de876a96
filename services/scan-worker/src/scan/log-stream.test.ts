import { INGEST, type LogLine } from '@assay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type IngestServer, refusal, startIngestServer } from '../../test/ingest-server.ts';
import { createIngestClient, type IngestClient } from '../ingest/ingest-client.ts';
import { createLogStream } from './log-stream.ts';

let server: IngestServer;
let ingest: IngestClient;
beforeEach(async () => {
  server = await startIngestServer();
  ingest = createIngestClient({ url: server.url, token: server.token, connections: 2 });
});
afterEach(async () => {
  await ingest.close();
  await server.close();
});

const PATIENCE_MS = 60_000;
const line = (seq: number, message = 'm'): LogLine => ({
  engine: 'yara',
  seq,
  time: new Date().toISOString(),
  level: 'info',
  message,
});
const sent = () => server.bodies(INGEST.logs).flatMap((batch) => batch.lines.map(({ seq }) => seq));
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

it('sends lines by itself while an engine runs', async () => {
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  stream.push(line(1));
  await server.until(() => sent().length === 1);
  stream.push(line(2));
  await server.until(() => sent().length === 2);
  expect(sent()).toEqual([1, 2]);
  stream.stop();
});

it('sends in order and in batches that are taken', async () => {
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  for (const seq of numbers(1200)) stream.push(line(seq, 'x'.repeat(4000)));
  await server.until(() => sent().length === 1200);
  expect(sent()).toEqual(numbers(1200));
  expect(server.bodies(INGEST.logs).length).toBeGreaterThan(3);
  stream.stop();
});

it('keeps the order and every line over an outage', async () => {
  server.answer(INGEST.logs, () => refusal(503, 'away'));
  const stream = createLogStream({ ingest, claim: 'claim', onAway: () => server.answer(INGEST.logs, null) });
  for (const seq of numbers(600)) stream.push(line(seq));
  await server.until(() => sent().length === 600);
  expect(sent()).toEqual(numbers(600));
  stream.stop();
});

it('gives back the lines of one engine that still wait, and sends those of the others', async () => {
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  for (const seq of numbers(3)) stream.push(line(seq));
  stream.push({ ...line(1), engine: 'clamav' });
  expect(await stream.takeBack('yara', PATIENCE_MS)).toBe(3);
  await server.until(() => sent().length === 1);
  expect(server.bodies(INGEST.logs)[0]?.lines[0]?.engine).toBe('clamav');
  stream.stop();
});

it('an answer waits for the lines that are on their way before it', async () => {
  const arriving = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  server.answer(INGEST.logs, async () => {
    asked.resolve();
    await arriving.promise;
    return { status: 204 };
  });
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  stream.push(line(1));
  await asked.promise;
  const taken = stream.takeBack('yara', PATIENCE_MS);
  expect(sent()).toEqual([]);
  arriving.resolve();
  expect(await taken).toBe(0);
  expect(sent()).toEqual([1]);
  stream.stop();
});

it('ends quietly when the lease is lost', async () => {
  const refused = Promise.withResolvers<void>();
  server.answer(INGEST.logs, () => {
    refused.resolve();
    return refusal(403, 'the lease is lost');
  });
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  stream.push(line(1));
  await refused.promise;
  await stream.takeBack('yara', PATIENCE_MS);
  server.answer(INGEST.logs, null);
  stream.push(line(2));
  expect(await stream.takeBack('yara', PATIENCE_MS)).toBe(0);
  expect(sent()).toEqual([]);
});

it('does not hold up an answer for longer than its patience', async () => {
  const asked = Promise.withResolvers<void>();
  server.answer(INGEST.logs, () => {
    asked.resolve();
    return new Promise<never>(() => {});
  });
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  stream.push(line(1));
  await asked.promise;
  await stream.takeBack('yara', 1);
  stream.stop();
  await server.down();
  await server.up();
});
