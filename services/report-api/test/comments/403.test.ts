import { listAudit } from '@assay/table';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('a comment is deleted by its author and by an admin alone, whose hand is audited', async () => {
  const { sha256 } = await api.upload('whose comment');
  const [analyst, admin] = [await api.reader('analyst'), await api.reader('admin')];
  const body = { data: { type: 'comment', attributes: { text: 'from an analyst' } } };
  const made = await api.send('POST', `/api/v3/files/${sha256}/comments`, body, analyst);
  const { id } = (await made.json()).data;

  const byOwner = await api.send('DELETE', `/api/v3/comments/${id}`);
  expect(byOwner.status).toBe(403);
  expect((await byOwner.json()).error.code).toBe('ForbiddenError');
  expect((await api.get(`/api/v3/comments/${id}`)).status).toBe(200);

  expect((await api.send('DELETE', `/api/v3/comments/${id}`, undefined, admin)).status).toBe(200);
  expect((await api.get(`/api/v3/comments/${id}`)).status).toBe(404);
  const { items } = await listAudit(api.backends.scans.table, { actor: admin.userName }, { limit: 10 });
  expect(items).toMatchObject([
    {
      Action: 'comment.delete',
      Actor: admin.userName,
      Subject: `${api.account.userName}/${sha256}`,
      Details: { author: analyst.userName },
    },
  ]);
});
