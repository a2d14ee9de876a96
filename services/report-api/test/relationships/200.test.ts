import { analysisId, Collection, Descriptors, FILE_RELATIONSHIPS } from '@assay/contracts';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let sha256: string;
let md5: string;
const scans: string[] = [];
beforeAll(async () => {
  api = await startReportApi();
  for (let round = 0; round < 3; round += 1) {
    // A submission while a scan runs joins it.
    if (round > 0) await api.rescan(sha256);
    const upload = await api.upload('related', `name ${round}`);
    [sha256, md5] = [upload.sha256, upload.md5];
    scans.unshift(upload.scanId);
    await playScan(api.backends, { clamav: { verdict: 'malicious', label: 'Win.Test.EICAR_HDB-1' } });
  }
});
afterAll(() => api?.stop());

it('every relationship that metadata names answers, whole and by name, and no other does', async () => {
  const { relationships } = (await api.json('/api/v3/metadata')).data;
  // Nothing can be searched here.
  expect(relationships.file).toEqual(FILE_RELATIONSHIPS.filter(({ name }) => name !== 'similar_files'));
  expect((await api.get(`/api/v3/files/${sha256}/similar_files`)).status).toBe(503);
  const empty = [];
  for (const { name } of relationships.file) {
    const whole = Collection.parse(await api.json(`/api/v3/files/${sha256}/${name}`));
    const named = Descriptors.parse(await api.json(`/api/v3/files/${sha256}/relationships/${name}`));
    expect(named.data).toEqual(whole.data.map(({ type, id }) => ({ type, id })));
    expect(whole.links.self).toBe(`${api.origin}/api/v3/files/${sha256}/${name}`);
    expect(whole.meta).toEqual({ count: whole.data.length });
    if (whole.data.length === 0) empty.push(name);
  }
  expect(empty).not.toContain('analyses');
  expect(empty).toContain('contacted_urls');
  expect(empty).toContain('behaviours');
});

it('analyses are the scans, newest first, with stats and results', async () => {
  const { data } = await api.json(`/api/v3/files/${sha256}/analyses`);
  expect(data.map(({ id }: { id: string }) => id)).toEqual(scans.map((scanId) => analysisId(md5, scanId)));
  expect(data[0].attributes).toMatchObject({
    status: 'completed',
    stats: { malicious: 1 },
    results: { ClamAV: { category: 'malicious' } },
  });
});

it('submissions come in pages, each under its own id', async () => {
  const first = Collection.parse(await api.json(`/api/v3/files/${sha256}/submissions?limit=2`));
  const rest = Collection.parse(await api.json((first.links.next ?? '').slice(api.origin.length)));
  const all = [...first.data, ...rest.data];
  expect([first.meta.count, rest.meta.count, rest.meta.cursor]).toEqual([3, 3, undefined]);
  expect(all.map((each) => ('attributes' in each ? each.attributes?.name : null))).toEqual([
    'name 2',
    'name 1',
    'name 0',
  ]);
  for (const each of all) expect((await api.json(`/api/v3/submission/${each.id}`)).data).toEqual(each);
});

it('a page can be gone on with in the other form of the same relationship, and in no other', async () => {
  const { meta } = await api.json(`/api/v3/files/${sha256}/submissions?limit=2`);
  const cursor = encodeURIComponent(meta.cursor);
  const rest = await api.json(`/api/v3/files/${sha256}/relationships/submissions?cursor=${cursor}`);
  expect(rest.data).toHaveLength(1);
  expect((await api.get(`/api/v3/files/${sha256}/analyses?cursor=${cursor}`)).status).toBe(400);
});

it('relationships that are asked for stand in the file object', async () => {
  const { data } = await api.json(
    `/api/v3/files/${md5}?relationships=submissions,contacted_urls,votes&attributes=size`,
  );
  const self = `${api.origin}/api/v3/files/${sha256}`;
  expect(Object.keys(data.attributes)).toEqual(['size']);
  expect(Object.keys(data.relationships).sort()).toEqual(['contacted_urls', 'submissions', 'votes']);
  expect(data.relationships.contacted_urls).toEqual({
    data: [],
    meta: { count: 0 },
    links: { self: `${self}/relationships/contacted_urls`, related: `${self}/contacted_urls` },
  });
  expect(data.relationships.submissions.data).toHaveLength(3);
});

it('attributes are chosen in collections too', async () => {
  const { data } = await api.json(`/api/v3/files/${sha256}/analyses?attributes=status,date`);
  expect(Object.keys(data[0].attributes).sort()).toEqual(['date', 'status']);
  const without = await api.json(`/api/v3/files/${sha256}/submissions?exclude_attributes=name`);
  expect(without.data[0].attributes).not.toHaveProperty('name');
});

it('an analysis leads to its file', async () => {
  const id = analysisId(md5, scans[0] ?? '');
  const { data } = await api.json(`/api/v3/analyses/${id}/item`);
  expect(data).toMatchObject({ type: 'file', id: sha256, attributes: { md5 } });
  expect(await api.json(`/api/v3/analyses/${id}/relationships/item`)).toMatchObject({
    data: { type: 'file', id: sha256 },
    links: { related: `${api.origin}/api/v3/analyses/${id}/item` },
  });
});

it('what no engine does is answered empty in its shape', async () => {
  expect(await api.json(`/api/v3/files/${sha256}/behaviour_summary`)).toEqual({ data: {} });
  expect(await api.json(`/api/v3/files/${sha256}/behaviour_mitre_trees`)).toEqual({ data: {} });
  expect(await api.json(`/api/v3/files/${sha256}/behaviours`)).toMatchObject({ data: [], meta: { count: 0 } });
  const { data } = await api.json('/api/v3/popular_threat_categories');
  expect(data).toContain('ransomware');
  expect(data).toContain('phising');
});
