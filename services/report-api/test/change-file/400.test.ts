import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let path: string;
beforeAll(async () => {
  api = await startReportApi();
  path = `/api/v1/files/${(await api.upload('not so')).sha256}`;
});
afterAll(() => api?.stop());

it.each([
  ['a tag with markup', { tags: { add: ['<b>'] } }],
  ['an empty tag', { tags: { add: [''] } }],
  ['too long a tag', { tags: { add: ['x'.repeat(65)] } }],
  ['a tag of a line break', { tags: { add: ['a\nb'] } }],
  ['tags that are no list', { tags: { add: 'x' } }],
  ['too many tags', { tags: { add: Array.from({ length: 101 }, (_, at) => `t${at}`) } }],
  ['a name of two lines', { name: 'a\r\nb' }],
  ['an empty name', { name: '' }],
  ['too long a name', { name: 'x'.repeat(256) }],
  ['half a character', { name: '\udc00' }],
  ['a member that is none', { verdict: 'harmless' }],
])('%s is refused', async (_what, body) => {
  const answer = await api.send('PATCH', path, body);
  expect(answer.status).toBe(400);
  expect((await answer.json()).error.code).toBe('InvalidArgumentError');
});

it('a file takes a hundred tags of people and not one more', async () => {
  const tags = Array.from({ length: 100 }, (_, at) => `t${at}`);
  expect((await api.send('PATCH', path, { tags: { add: tags } })).status).toBe(200);
  expect((await api.send('PATCH', path, { tags: { add: ['one more'] } })).status).toBe(400);
  expect((await api.send('PATCH', path, { tags: { add: ['one more'], remove: ['t0'] } })).status).toBe(200);
});
