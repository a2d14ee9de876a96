import { expect, it } from 'vitest';
import { readEvents } from '../read-events.ts';
import { startReportApi } from '../start-report-api.ts';

it('lets the service stop while clients listen, or have a stream that they do not read', async () => {
  const api = await startReportApi();
  const { sha256, scanId } = await api.upload('listened to');
  const user = readEvents(await api.get('/api/v1/events'));
  const scan = readEvents(await api.get(`/api/v1/files/${sha256}/scans/${scanId}/events`));
  const unread = await api.get('/api/v1/events');
  await user.next();
  await scan.next();
  await api.stop();
  const end = async (reader: typeof user) => {
    while ((await reader.next()) !== null);
  };
  await expect(Promise.all([end(user), end(scan), unread.text()])).resolves.toBeDefined();
});
