import { openSearchReader } from '@assay/search';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

/** A place where no writer ever makes an index. */
const NOWHERE = 'sqlite:///nowhere/at/all/search.db';

describe.each([
  ['is not set up', null],
  ['does not answer', openSearchReader(NOWHERE)],
])('when search %s', (_, search) => {
  let api: ReportApi;
  let sha256: string;
  beforeAll(async () => {
    api = await startReportApi({}, (parts) => ({ ...parts, search }));
    ({ sha256 } = await api.upload('a file', 'file.txt'));
    await playScan(api.backends, { filetype: { attributes: { ssdeep: '3:abc:def' } } });
  });
  afterAll(() => api?.stop());

  it.each([
    '/api/v1/search?query=abc',
    '/api/v1/search/export?query=abc',
    '/api/v3/search?query=abc',
    '/api/v3/intelligence/search?query=abc',
  ])('%s says so', async (path) => {
    const answer = await api.get(path);
    expect(answer.status).toBe(503);
    expect((await answer.json()).error.code).toBe('TransientError');
  });

  it('so do files that are like another', async () => {
    expect((await api.get(`/api/v1/files/${sha256}/similar`)).status).toBe(503);
  });

  it('hashes are looked up and files listed all the same', async () => {
    expect((await api.json('/api/v1/files')).data).toHaveLength(1);
    expect((await api.json(`/api/v3/search?query=${sha256}`)).data[0].id).toBe(sha256);
    const looked = await api.send('POST', '/api/v1/files/lookup', { hashes: [sha256] });
    expect((await looked.json()).meta.found).toBe(1);
    expect((await api.get(`/api/v3/files/${sha256}`)).status).toBe(200);
  });
});
