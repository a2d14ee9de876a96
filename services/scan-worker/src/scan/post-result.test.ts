import { INGEST, type ResultPost } from '@assay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { going, versions } from '../../test/fixtures.ts';
import { type IngestServer, refusal, startIngestServer } from '../../test/ingest-server.ts';
import { createIngestClient, type IngestClient, IngestRefusal } from '../ingest/ingest-client.ts';
import { postResult, resultBody } from './post-result.ts';

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

const line = (seq: number, message = 'm') => ({
  engine: 'yara',
  seq,
  time: new Date().toISOString(),
  level: 'info' as const,
  message,
});
const post: ResultPost = {
  claim: 'claim',
  engine: 'yara',
  outcome: 'completed',
  verdict: 'malicious',
  label: 'EICAR',
  message: null,
  attributes: { magic: 'data' },
  versions,
  startedAt: new Date().toISOString(),
  durationMs: 1,
  log: [line(1)],
};
const send = (onAway = () => {}) => postResult({ ingest, onAway, onRefused() {} }, post, going);

it('is repeated until it is acknowledged', async () => {
  server.answer(INGEST.results, () => refusal(503, 'away'));
  await send(() => server.answer(INGEST.results, null));
  expect(server.bodies(INGEST.results)).toEqual([post]);
});

it('an earlier answer that stands is an acknowledgement too', async () => {
  server.answer(INGEST.results, () => ({ status: 200, body: { recorded: false } }));
  await send();
});

it('an answer that is refused for its form is posted as a failure, never as a verdict', async () => {
  server.answer(INGEST.results, (body) =>
    body.outcome === 'completed' ? refusal(400, 'attributes: too deep') : { status: 200, body: { recorded: true } },
  );
  await send();
  expect(server.bodies(INGEST.results)).toMatchObject([
    { outcome: 'failure', verdict: null, label: null, message: expect.stringContaining('too deep'), attributes: {} },
  ]);
});

it('a refusal of the claim is thrown, so that the message is kept', async () => {
  server.answer(INGEST.results, () => refusal(403, 'not of this claim'));
  await expect(send()).rejects.toBeInstanceOf(IngestRefusal);
});

it('a scan that is gone wants no answer', async () => {
  server.answer(INGEST.results, () => refusal(404, 'gone'));
  await send();
});

it('a log that makes the body too large is kept from its beginning', () => {
  const long = { ...post, log: Array.from({ length: 100 }, (_, at) => line(at + 1, '\u0000'.repeat(1000))) };
  const text = resultBody(long, 100_000);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(100_000);
  const { log } = JSON.parse(text) as ResultPost;
  expect(log.length).toBeGreaterThan(1);
  expect(log.slice(0, -1)).toEqual(long.log.slice(0, log.length - 1));
  expect(log.at(-1)?.message).toContain('dropped');
});
