import { FileBriefObject } from '@assay/contracts';
import { listAudit, readFileItem } from '@assay/table';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

async function patch(sha256: string, body: unknown, as = api.account) {
  const answer = await api.send('PATCH', `/api/v1/files/${sha256}`, body, as);
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  return FileBriefObject.parse(await answer.json()).data;
}

it('people’s tags stand beside those of the engines, in the file, in lists and in search, and outlast a scan', async () => {
  const { sha256 } = await api.upload('tagged');
  await playScan(api.backends, { filetype: { attributes: { tags: ['text'] } } });
  expect(await patch(sha256, { tags: { add: ['Invoice', 'case-12', 'invoice'] } })).toMatchObject({
    tags: ['text', 'case-12', 'invoice'],
    user_tags: ['case-12', 'invoice'],
  });
  expect(await readFileItem(api.backends.scans.table, api.account.userId, sha256)).toMatchObject({
    DueAt: expect.any(String),
  });
  expect(await patch(sha256, { tags: { remove: ['CASE-12', 'text'] } })).toMatchObject({ tags: ['text', 'invoice'] });
  await api.rescan(sha256);
  await playScan(api.backends, { filetype: { attributes: { tags: ['txt'] } } });
  const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
  expect(attributes.tags).toEqual(['txt', 'invoice']);
  expect((await api.json('/api/v1/files?tag=invoice')).data).toMatchObject([{ sha256 }]);
});

it('the name that people give is shown until they take it back, and the submitted names stay', async () => {
  const { sha256 } = await api.upload('named', 'submitted.bin');
  expect(await patch(sha256, { name: 'Die Rechnung' })).toMatchObject({ name: 'Die Rechnung' });
  await api.upload('named', 'again.bin');
  const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
  expect(attributes).toMatchObject({ meaningful_name: 'Die Rechnung', names: ['again.bin', 'submitted.bin'] });
  expect((await api.json('/api/v1/files?name=rechnung')).data).toMatchObject([{ sha256 }]);
  expect(await patch(sha256, { name: null })).toMatchObject({ name: 'again.bin' });
  await playScan(api.backends);
});

it('an empty change changes nothing', async () => {
  const { sha256 } = await api.upload('unchanged');
  const { table } = api.backends.scans;
  const before = await readFileItem(table, api.account.userId, sha256);
  await patch(sha256, {});
  await patch(sha256, { tags: { add: [], remove: ['not there'] }, name: null });
  expect(await readFileItem(table, api.account.userId, sha256)).toEqual(before);
});

it('changes of several at once are all kept', async () => {
  const { sha256 } = await api.upload('busy');
  const tags = Array.from({ length: 12 }, (_, at) => `t${String(at).padStart(2, '0')}`);
  await Promise.all(tags.map((tag) => patch(sha256, { tags: { add: [tag] } })));
  expect((await patch(sha256, {})).user_tags).toEqual(tags);
});

it('an admin may change another’s file, and is named in the audit trail', async () => {
  const { sha256 } = await api.upload('of another');
  const admin = await api.reader('admin');
  expect(await patch(sha256, { tags: { add: ['seen'] } }, admin)).toMatchObject({ user_tags: ['seen'] });
  const { items } = await listAudit(api.backends.scans.table, { actor: admin.userName }, { limit: 10 });
  expect(items).toMatchObject([
    {
      Action: 'file.change',
      Actor: admin.userName,
      ActorToken: admin.token,
      Subject: `${api.account.userName}/${sha256}`,
      Outcome: 'done',
      Details: { added: ['seen'] },
    },
  ]);
});
