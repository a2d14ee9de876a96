import { claimScan, logLine, nextMessage, playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents } from '../read-events.ts';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi({ heartbeatMs: 50 });
});
afterAll(() => api?.stop());

describe('the events of one scan', () => {
  it('bring who comes in the middle every line so far, in order, what follows, and an end', async () => {
    const { sha256, scanId } = await api.upload('in the middle');
    const path = `/api/v1/files/${sha256}/scans/${scanId}/events`;
    const scan = await claimScan(api.backends, await nextMessage(api.backends));
    const line = (seq: number) => logLine('yara', seq, `line ${seq}`);
    await api.backends.live.log(scanId, [line(1), line(2)]);

    const events = readEvents(await api.get(path));
    expect(await events.next()).toMatchObject({ event: 'snapshot', data: { scanid: scanId, status: 'in-progress' } });
    const before = await events.until(({ event, data }) => event === 'log' && data.line.seq === 2);
    await api.backends.live.log(scanId, [line(3)]);
    for (const engine of scan.engines) await scan.answer(engine);
    const after = await events.until(({ event }) => event === 'end');
    expect(await events.next()).toBeNull();

    const all = [...before, ...after];
    expect(all.filter(({ event }) => event === 'log').map(({ data }) => data.line.seq)).toEqual([1, 2, 3]);
    expect(all.at(-2)).toMatchObject({ event: 'scan', data: { status: 'complete', verdict: 'undetected' } });
    expect(all.at(-1)?.id).toBe('end');

    // Who saw half of it goes on from there, and gets what the other got.
    const half = before.at(-1)?.id ?? '';
    const rest = readEvents(await api.get(path, { headers: { 'last-event-id': half } }));
    expect(await rest.until(({ event }) => event === 'end')).toEqual(after);

    // And who saw the end is told not to come again.
    expect((await api.get(path, { headers: { 'last-event-id': 'end' } })).status).toBe(204);
  });

  it('of a complete scan are its snapshot, its stored logs and the end, also when Redis has forgotten it', async () => {
    const { sha256, scanId } = await api.upload('complete');
    await playScan(api.backends, { yara: { log: [logLine('yara', 1, 'a'), logLine('yara', 2, 'b')] } });
    await api.backends.client.flushall();
    const events = readEvents(await api.get(`/api/v3/files/${sha256}/scans/${scanId}/events`));
    const all = await events.until(({ event }) => event === 'end');
    expect(all[0]).toMatchObject({ event: 'snapshot', data: { status: 'complete' } });
    const lines = all
      .filter(({ event }) => event === 'log')
      .map(({ data }) => `${data.line.engine} ${data.line.message}`);
    expect(lines).toEqual(['clamav clamav looked', 'filetype filetype looked', 'yara a', 'yara b']);
  });

  it('end by the table when the event of the end was lost', async () => {
    const { sha256, scanId } = await api.upload('lost end');
    const scan = await claimScan(api.backends, await nextMessage(api.backends));
    const events = readEvents(await api.get(`/api/v1/files/${sha256}/scans/${scanId}/events`));
    await events.next();
    // The scan closes while its stream cannot be written.
    const deaf = { ...api.backends.scans, live: { ...api.backends.live, emit: async () => {}, log: async () => {} } };
    for (const engine of scan.engines) await scan.answer(engine, {}, deaf);
    const seen = await events.until(({ event }) => event === 'end');
    expect(seen.at(-2)).toMatchObject({ event: 'scan', data: { status: 'complete' } });
  });

  it('end when the table says so, whatever an event said', async () => {
    const { sha256, scanId } = await api.upload('early end');
    const scan = await claimScan(api.backends, await nextMessage(api.backends));
    const events = readEvents(await api.get(`/api/v1/files/${sha256}/scans/${scanId}/events`));
    await events.next();
    const time = new Date().toISOString();
    const early = { type: 'scan', scanid: scanId, sha256, status: 'complete', verdict: 'undetected', time } as const;
    await api.backends.live.emit(api.account.userId, early);
    await api.backends.live.log(scanId, [logLine('yara', 1, 'still at it')]);
    const before = await events.until(({ event, data }) => event === 'log' && data.line.message === 'still at it');
    expect(before.filter(({ data }) => data.status === 'complete')).toEqual([]);
    for (const engine of scan.engines) await scan.answer(engine);
    const seen = await events.until(({ event }) => event === 'end');
    expect(seen.at(-2)).toMatchObject({ event: 'scan', data: { status: 'complete' } });
  });

  it('end without an end with a scan that is deleted, and who comes again is told that it is not there', async () => {
    const { sha256, scanId } = await api.upload('deleted on the way');
    const path = `/api/v1/files/${sha256}/scans/${scanId}/events`;
    const events = readEvents(await api.get(path));
    await events.next();
    await api.get(`/api/v1/files/${sha256}`, { method: 'DELETE' });
    const seen: string[] = [];
    for (let next = await events.next(); next !== null; next = await events.next()) seen.push(next.event);
    expect(seen).not.toContain('end');
    expect((await api.get(path)).status).toBe(404);
  });
});
