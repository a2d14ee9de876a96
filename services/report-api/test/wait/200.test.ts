import { analysisId } from '@assay/contracts';
import { claimScan, nextMessage, playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ReportApi, startReportApi } from '../start-report-api.ts';

/** How many scans were read from the table. */
let reads = 0;
/** Resolves when somebody has begun to wait for events. */
let following = Promise.withResolvers<void>();

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi({ waitsPerUser: 2 }, (parts) => ({
    ...parts,
    table: {
      ...parts.table,
      client: {
        ...parts.table.client,
        send: ((command: { input: { Key?: { FileID: string } } }) => {
          if (command.input.Key?.FileID.includes('#scan#')) reads += 1;
          return parts.table.client.send(command as never);
        }) as typeof parts.table.client.send,
      },
    },
    live: {
      ...parts.live,
      followUser(userId, after, signal) {
        following.resolve();
        return parts.live.followUser(userId, after, signal);
      },
    },
  }));
});
afterAll(() => api?.stop());

const pathOf = (scan: { md5: string; scanId: string }) => `/api/v3/analyses/${analysisId(scan.md5, scan.scanId)}`;

async function beginWaiting(path: string, init: RequestInit = {}) {
  following = Promise.withResolvers();
  const answer: Promise<Answer> = fetch(`${api.origin}${path}`, { headers: { ...api.account.headers() }, ...init });
  answer.catch(() => {});
  await following.promise;
  return answer.then((each) => each.json());
}

describe('a request that waits for an analysis', () => {
  it('is answered when the analysis is complete, and reads the table no more often for waiting', async () => {
    const scan = await api.upload('waited for');
    const waiting = beginWaiting(`${pathOf(scan)}?wait=60`);
    await following.promise;
    const claimed = await claimScan(api.backends, await nextMessage(api.backends));
    for (const engine of claimed.engines) await claimed.answer(engine);
    const { data } = await waiting;
    expect(data.attributes.status).toBe('completed');
    expect(Object.keys(data.attributes.results)).toEqual(['ClamAV', 'YARA']);
    reads = 0;
    await api.json(`${pathOf(scan)}?wait=60`);
    expect(reads).toBe(1);
  });

  it('is answered with how it stands when the time is over', async () => {
    const scan = await api.upload('never done');
    reads = 0;
    expect((await api.json(`${pathOf(scan)}?wait=1`)).data.attributes.status).toBe('queued');
    expect(reads).toBe(3);
    expect((await api.json(pathOf(scan))).data.attributes.status).toBe('queued');
    await playScan(api.backends);
  });

  it('waits for a scan by its own address too, and for other people’s as an analyst', async () => {
    const scan = await api.upload('by its scan');
    const analyst = await api.reader('analyst');
    const path = `/api/v1/files/${scan.sha256}/scans/${scan.scanId}?wait=60`;
    const waiting = beginWaiting(path, { headers: { ...analyst.headers() } });
    await following.promise;
    await playScan(api.backends);
    expect((await waiting).status).toBe('complete');
  });

  it('gives its place back when its client goes away, and there are only so many', async () => {
    const scan = await api.upload('crowded');
    const path = `${pathOf(scan)}?wait=60`;
    const first = new AbortController();
    const one = beginWaiting(path, { signal: first.signal }).catch(() => null);
    await following.promise;
    const two = beginWaiting(path);
    await following.promise;
    const full = await api.get(path);
    expect([full.status, (await full.json()).error.code]).toEqual([429, 'TooManyRequestsError']);
    expect((await api.get(pathOf(scan))).status).toBe(200);
    expect((await api.get(path, { as: await api.backends.account() })).status).toBe(404);
    first.abort();
    await one;
    await expect.poll(async () => (await api.get(`${pathOf(scan)}?wait=1`)).status, { timeout: 10_000 }).toBe(200);
    await playScan(api.backends);
    expect((await two).data.attributes.status).toBe('completed');
  });

  it.each(['61', '-1', 'x', '1.5', ''])('for "%s" seconds is refused or does not wait', async (wait) => {
    const scan = await api.upload(`for ${wait}`);
    const answer = await api.get(`${pathOf(scan)}?wait=${wait}`);
    expect(answer.status).toBe(wait === '' ? 200 : 400);
    await playScan(api.backends);
  });
});

it('a service that stops answers those who wait with how their scans stand', async () => {
  const stopping = await startReportApi({}, (parts) => ({
    ...parts,
    live: {
      ...parts.live,
      followUser(userId, after, signal) {
        following.resolve();
        return parts.live.followUser(userId, after, signal);
      },
    },
  }));
  const scan = await stopping.upload('stopped');
  following = Promise.withResolvers();
  const waiting = stopping.json(`${pathOf(scan)}?wait=60`);
  await following.promise;
  const stopped = stopping.app.close();
  expect((await waiting).data.attributes.status).toBe('queued');
  await stopped;
  await stopping.stop();
});
