import { playScan } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { startReportApi } from './start-report-api.ts';

it('accepts nobody unverified while Redis is away, says 503, and comes back by itself', async () => {
  const api = await startReportApi();
  try {
    const { sha256 } = await api.upload('readable again');
    await playScan(api.backends);
    api.backends.redis.gate.cut();
    const stranger = await api.backends.account();
    for (const path of [
      `/api/v3/files/${sha256}`,
      `/api/v1/files/${sha256}/scans`,
      `/api/v1/files/${sha256}/history`,
      `/api/v3/files/${sha256}/comments`,
      '/api/v1/events',
    ]) {
      const answer = await api.get(path, { as: stranger });
      expect([path, answer.status]).toEqual([path, 503]);
      expect((await answer.json()).error.code).toBe('TransientError');
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    const vote = { data: { type: 'vote', attributes: { verdict: 'harmless' } } };
    expect((await api.send('POST', `/api/v3/files/${sha256}/votes`, vote)).status).toBe(503);
    api.backends.redis.gate.mend();
    await expect.poll(async () => (await api.get(`/api/v3/files/${sha256}`)).status).toBe(200);
    expect((await api.json(`/api/v3/files/${sha256}/votes`)).data).toEqual([]);
  } finally {
    await api.stop();
  }
});
