import { expect, it } from 'vitest';
import { readEvents } from '../read-events.ts';
import { startReportApi } from '../start-report-api.ts';

it('lets the service stop while clients listen', async () => {
  const api = await startReportApi();
  const { sha256, scanId } = await api.upload('listened to');
  const user = readEvents(await api.get('/api/v1/events'));
  const scan = readEvents(await api.get(`/api/v1/files/${sha256}/scans/${scanId}/events`));
  await user.next();
  await scan.next();
  await api.stop();
  const rest = async (reader: typeof user) => {
    while ((await reader.next()) !== null);
  };
  await expect(Promise.all([rest(user), rest(scan)])).resolves.toBeDefined();
});
