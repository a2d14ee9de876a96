import { expect, it, vi } from 'vitest';
import { readEvents } from '../read-events.ts';
import { startReportApi } from '../start-report-api.ts';

it('bounds the streams of one user, and gives the place of one who left to the next', async () => {
  const api = await startReportApi({ streamsPerUser: 2 });
  try {
    const open = [readEvents(await api.get('/api/v1/events')), readEvents(await api.get('/api/v1/events'))];
    const refused = await api.get('/api/v1/events');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.get('/api/v1/events', { as: await api.backends.account() })).status).toBe(200);
    await open[0]?.leave();
    const next = await vi.waitFor(async () => readEvents(await api.get('/api/v1/events')), 5000);
    await next.leave();
    await open[1]?.leave();
  } finally {
    await api.stop();
  }
});
