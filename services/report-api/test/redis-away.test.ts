import { playScan } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { startReportApi } from './start-report-api.ts';

it('goes on answering what the table knows while Redis is away, and says 503 for what only Redis has', async () => {
  const api = await startReportApi();
  try {
    const { sha256, scanId } = await api.upload('still readable');
    await playScan(api.backends);
    await api.json(`/api/v3/files/${sha256}`);
    api.backends.redis.gate.cut();
    for (const path of [
      `/api/v3/files/${sha256}`,
      `/api/v1/files/${sha256}/scans`,
      `/api/v1/files/${sha256}/scans/${scanId}`,
      `/api/v1/files/${sha256}/scans/${scanId}/logs`,
    ]) {
      expect([path, (await api.get(path)).status]).toEqual([path, 200]);
    }
    const events = await api.get('/api/v1/events');
    expect(events.status).toBe(503);
    expect((await events.json()).error.code).toBe('TransientError');
    api.backends.redis.gate.mend();
  } finally {
    await api.stop();
  }
});
