import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('an analyst reads another’s file and changes nothing of it', async () => {
  const { sha256 } = await api.upload('not for changing');
  const analyst = await api.reader('analyst');
  const answer = await api.send('PATCH', `/api/v1/files/${sha256}`, { tags: { add: ['x'] } }, analyst);
  expect(answer.status).toBe(403);
  expect((await answer.json()).error.code).toBe('ForbiddenError');
  expect((await api.json('/api/v1/files')).data[0].user_tags).toEqual([]);
});

it('who is no analyst is told nothing by naming an owner, whether there is one or not', async () => {
  const { sha256 } = await api.upload('owned');
  const user = await api.backends.account();
  const asked = async (path: string) => {
    const answer = await api.get(path, { as: user });
    return [answer.status, await answer.text()];
  };
  for (const list of ['/api/v1/files', '/api/v1/events', '/api/v3/comments']) {
    const known = await asked(`${list}?owner=${api.account.userName}`);
    expect(known).toEqual(await asked(`${list}?owner=nobody`));
    expect(known[0]).toBe(403);
  }
  const known = await asked(`/api/v3/files/${sha256}?owner=${api.account.userName}`);
  expect(known).toEqual(await asked(`/api/v3/files/${sha256}?owner=nobody`));
  expect(known[0]).toBe(404);
});
