import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let path: string;
beforeAll(async () => {
  api = await startReportApi();
  path = `/api/v3/files/${(await api.upload('refused comments')).sha256}/comments`;
});
afterAll(() => api?.stop());

it.each([
  ['nothing', undefined],
  ['no text', { data: { type: 'comment', attributes: {} } }],
  ['an empty text', { data: { type: 'comment', attributes: { text: '' } } }],
  ['only spaces', { data: { type: 'comment', attributes: { text: ' \n\t ' } } }],
  ['too long a text', { data: { type: 'comment', attributes: { text: 'x'.repeat(4097) } } }],
  ['control characters', { data: { type: 'comment', attributes: { text: 'bell\u0007' } } }],
  ['a zero byte', { data: { type: 'comment', attributes: { text: 'a\u0000b' } } }],
  ['half a character', { data: { type: 'comment', attributes: { text: '\ud800' } } }],
  ['something else', { data: { type: 'vote', attributes: { text: 'x' } } }],
  ['a list', []],
])('a comment of %s is refused and written nowhere', async (_name, body) => {
  const answer = await api.send('POST', path, body);
  expect(answer.status).toBe(400);
  expect((await answer.json()).error.code).toBe('InvalidArgumentError');
  expect((await api.json(path)).data).toEqual([]);
});

it.each(['filter=x', 'filter=tag:', 'filter=tag:a%20b', 'limit=0', 'limit=41', 'cursor=x'])(
  'the query %s is refused',
  async (query) => {
    expect((await api.get(`/api/v3/comments?${query}`)).status).toBe(400);
  },
);

it.each(['up', '', 'toString', '__proto__'])('the vote %j on a comment is refused', async (data) => {
  const made = await api.send('POST', path, { data: { type: 'comment', attributes: { text: 'vote' } } });
  const { id } = (await made.json()).data;
  expect((await api.send('POST', `/api/v3/comments/${id}/vote`, { data })).status).toBe(400);
  await api.send('DELETE', `/api/v3/comments/${id}`);
});
