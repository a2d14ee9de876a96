import { claimScan, nextMessage, playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents } from '../read-events.ts';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi({ heartbeatMs: 50 });
});
afterAll(() => api?.stop());

describe('the events of all my scans', () => {
  it('begin with a snapshot of what is open and go on with what happens', async () => {
    const first = await api.upload('open before');
    const answer = await api.get('/api/v1/events');
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = readEvents(answer);
    const snapshot = await events.next();
    expect(snapshot).toMatchObject({
      event: 'snapshot',
      id: expect.stringMatching(/^\d+-\d+$/),
      data: { scans: [{ scanid: first.scanId, sha256: first.sha256, status: 'queued' }] },
    });
    const scan = await claimScan(api.backends, await nextMessage(api.backends));
    for (const engine of scan.engines) await scan.answer(engine);
    const seen = await events.until(({ event, data }) => event === 'scan' && data.status === 'complete');
    expect(seen.filter(({ event }) => event === 'scan').map(({ data }) => data.status)).toEqual([
      'in-progress',
      'complete',
    ]);
    const answered = seen.filter(({ event, data }) => event === 'engine' && data.outcome !== null);
    expect(answered.map(({ data }) => data.engine).sort()).toEqual(['clamav', 'filetype', 'yara']);
    expect(seen.map(({ event }) => event)).not.toContain('log');
    await events.leave();
  });

  it('resume after the last one that was seen, without a snapshot and without losing or doubling any', async () => {
    const whole = readEvents(await api.get('/api/v1/events'));
    await whole.next();
    const { scanId } = await api.upload('seen in two halves');
    await playScan(api.backends);
    const isEnd = ({ event, data }: { event: string; data: { scanid?: string; status?: string } }) =>
      event === 'scan' && data.scanid === scanId && data.status === 'complete';
    const all = await whole.until(isEnd);
    for (const [at, { id }] of all.slice(0, -1).entries()) {
      const rest = readEvents(await api.get('/api/v1/events', { headers: { 'last-event-id': id ?? '' } }));
      expect(await rest.until(isEnd)).toEqual(all.slice(at + 1));
      await rest.leave();
    }
    await whole.leave();
  });

  it('begin anew for a place that nobody holds', async () => {
    for (const id of ['1-1', 'rubbish', '99999999999999999999-0']) {
      const events = readEvents(await api.get('/api/v1/events', { headers: { 'last-event-id': id } }));
      expect(await events.next()).toMatchObject({ event: 'snapshot' });
      await events.leave();
    }
  });

  it('show nothing of somebody else', async () => {
    const other = await api.backends.account();
    const events = readEvents(await api.get('/api/v1/events', { as: other }));
    expect((await events.next())?.data).toEqual({ scans: [] });
    await api.upload('not for the other');
    await playScan(api.backends);
    const own = await api.upload('for the other', 'x', other);
    const [first] = await events.until(() => true);
    expect(first?.data.scanid).toBe(own.scanId);
    await events.leave();
    await playScan(api.backends);
  });

  it('have heartbeats while nothing happens', async () => {
    const events = readEvents(await api.get('/api/v1/events', { as: await api.backends.account() }));
    await events.next();
    const waiting = events.next();
    while (events.comments() < 2) await new Promise((resolve) => setImmediate(resolve));
    await events.leave();
    await waiting;
  });
});
