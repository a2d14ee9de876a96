import { INGEST } from '@assay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { going, hostedEngine } from '../../test/fixtures.ts';
import { type IngestServer, refusal, startIngestServer } from '../../test/ingest-server.ts';
import { again } from './again.ts';
import { createIngestClient, IngestAway, type IngestClient, IngestRefusal } from './ingest-client.ts';

let server: IngestServer;
let client: IngestClient;
beforeEach(async () => {
  server = await startIngestServer();
  client = createIngestClient({ url: server.url, token: server.token, connections: 2 });
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const report = { pool: 'linux', worker: 'w', engines: [hostedEngine()] };

it('sends what the contract says, with the token of the pool', async () => {
  await client.reportEngines(report);
  expect(server.bodies(INGEST.catalogue)).toEqual([report]);
  await expect(client.renew('claim')).resolves.toEqual({ leaseUntil: expect.any(String) });
});

it.each([400, 403, 404, 413])('a %i is a refusal with its reason', async (status) => {
  server.answer(INGEST.renewals, () => refusal(status, 'because'));
  const refused = client.renew('claim');
  await expect(refused).rejects.toBeInstanceOf(IngestRefusal);
  await expect(refused).rejects.toThrow('because');
});

it.each([401, 429, 500, 503])('a %i may be another answer later', async (status) => {
  server.answer(INGEST.renewals, () => refusal(status, 'now not'));
  await expect(client.renew('claim')).rejects.toBeInstanceOf(IngestAway);
});

it('an answer in another form, and a connection that ends, are no answer', async () => {
  server.answer(INGEST.renewals, () => ({ status: 200, body: { leaseUntil: 'tomorrow' } }));
  await expect(client.renew('claim')).rejects.toBeInstanceOf(IngestAway);
  server.answer(INGEST.renewals, () => 'cut');
  await expect(client.renew('claim')).rejects.toBeInstanceOf(IngestAway);
});

it('a request is repeated until the service is back', async () => {
  await server.down();
  let times = 0;
  const { promise: twice, resolve } = Promise.withResolvers<void>();
  const renewed = again(
    () => client.renew('claim'),
    going,
    () => {
      times += 1;
      if (times === 2) resolve();
    },
  );
  await twice;
  await server.up();
  await expect(renewed).resolves.toEqual({ leaseUntil: expect.any(String) });
});

it('a repeated request ends with its signal', async () => {
  await server.down();
  const stop = new AbortController();
  const renewing = again(
    () => client.renew('claim'),
    stop.signal,
    () => stop.abort(new Error('enough')),
  );
  await expect(renewing).rejects.toThrow('enough');
});
