import { createHash } from 'node:crypto';
import { LookedUp } from '@assay/contracts';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

const hash = (name: string, text: string) => createHash(name).update(text).digest('hex');
async function lookup(hashes: string[], as = api.account) {
  const answer = await api.send('POST', '/api/v1/files/lookup', { hashes }, as);
  expect(answer.status).toBe(200);
  return LookedUp.parse(await answer.json());
}

describe('a look-up of many hashes', () => {
  it('answers each once, in order, with the file or null', async () => {
    const { sha256 } = await api.upload('known', 'known.txt');
    await playScan(api.backends, {});
    const wanted = [hash('md5', 'known'), hash('sha1', 'unknown'), hash('sha1', 'known'), sha256];
    const { data, meta } = await lookup([...wanted.map((each) => each.toUpperCase()), sha256]);
    expect(data.map((each) => each.hash)).toEqual(wanted);
    expect(data.map(({ file }) => file?.sha256 ?? null)).toEqual([sha256, null, sha256, sha256]);
    expect(meta).toEqual({ count: 4, found: 3 });
  });

  it("knows nothing of other people's files, but for analysts", async () => {
    const { sha256 } = await api.upload('mine alone');
    expect((await lookup([sha256], await api.reader('user'))).data).toEqual([{ hash: sha256, file: null }]);
    const { data } = await lookup([sha256], await api.reader('analyst'));
    expect(data[0]?.file).toMatchObject({ sha256, owner: api.account.userName });
  });

  it('takes a thousand', async () => {
    const all = Array.from({ length: 1000 }, (_, at) => hash('sha256', `no file ${at}`));
    expect((await lookup(all)).meta).toEqual({ count: 1000, found: 0 });
  });

  it.each([[[]], [['abc']], [Array.from({ length: 1001 }, () => 'a'.repeat(32))], ['a'.repeat(32)]])(
    'refuses what is no list of 1 to 1,000 hashes (%#)',
    async (hashes) => {
      expect((await api.send('POST', '/api/v1/files/lookup', { hashes })).status).toBe(400);
    },
  );
});
