import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

it('a second vote of the same user is refused in VirusTotal’s words, also when both are cast at once', async () => {
  const { sha256 } = await api.upload('voted twice');
  const vote = (verdict: string) =>
    api.send('POST', `/api/v3/files/${sha256}/votes`, { data: { type: 'vote', attributes: { verdict } } });
  const both = await Promise.all([vote('malicious'), vote('malicious')]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const again = await vote('harmless');
  expect(again.status).toBe(409);
  expect((await again.json()).error).toEqual({
    code: 'AlreadyExistsError',
    message: `User "${api.account.userName}" already voted "malicious" for this file`,
  });
  const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
  expect(attributes.total_votes).toEqual({ harmless: 0, malicious: 1 });
});

it.each([undefined, {}, { data: { attributes: { verdict: 'bad' } } }, { data: 'malicious' }])(
  'what is no vote is refused: %j',
  async (body) => {
    const { sha256 } = await api.upload('no vote');
    expect((await api.send('POST', `/api/v3/files/${sha256}/votes`, body)).status).toBe(400);
  },
);
