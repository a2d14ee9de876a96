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

it('a flush has brought everything, in order and in batches that are taken', async () => {
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  for (const seq of numbers(1200)) stream.push(line(seq, 'x'.repeat(4000)));
  await stream.flush(PATIENCE_MS);
  expect(sent()).toEqual(numbers(1200));
  stream.stop();
});

it('keeps the order and every line over an outage', async () => {
  server.answer(INGEST.logs, () => refusal(503, 'away'));
  const stream = createLogStream({ ingest, claim: 'claim', onAway: () => server.answer(INGEST.logs, null) });
  for (const seq of numbers(600)) stream.push(line(seq));
  await stream.flush(PATIENCE_MS);
  expect(sent()).toEqual(numbers(600));
  stream.stop();
});

it('ends quietly when the lease is lost', async () => {
  server.answer(INGEST.logs, () => refusal(403, 'the lease is lost'));
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  stream.push(line(1));
  await stream.flush(PATIENCE_MS);
  server.answer(INGEST.logs, null);
  stream.push(line(2));
  await stream.flush(PATIENCE_MS);
  expect(sent()).toEqual([]);
});

it('does not hold up an answer for longer than its patience', async () => {
  server.answer(INGEST.logs, () => new Promise<never>(() => {}));
  const stream = createLogStream({ ingest, claim: 'claim', onAway() {} });
  stream.push(line(1));
  await stream.flush(1);
  stream.stop();
  await server.down();
  await server.up();
});
