import { Analysis, analysisId, CommentObject, VoteObject } from '@assay/contracts';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let sha256: string;
let analysis: string;
let comment: string;
let vote: string;
beforeAll(async () => {
  api = await startReportApi();
  const upload = await api.upload('related', 'related.bin');
  sha256 = upload.sha256;
  analysis = analysisId(upload.md5, upload.scanId);
  await playScan(api.backends);
  const said = await api.send('POST', `/api/v3/files/${sha256}/comments`, { data: { attributes: { text: 'hm' } } });
  comment = CommentObject.parse(await said.json()).data.id;
  const given = await api.send('POST', `/api/v3/files/${sha256}/votes`, {
    data: { attributes: { verdict: 'harmless' } },
  });
  vote = VoteObject.parse(await given.json()).data.id;
});
afterAll(() => api?.stop());

const relationship = (path: string, name: string, type: string, id: string) => ({
  data: { type, id },
  links: { self: `${api.origin}/api/v3${path}/relationships/${name}`, related: `${api.origin}/api/v3${path}/${name}` },
});

it('a vote leads to its file and its voter, whole, by name and embedded', async () => {
  const path = `/votes/${vote}`;
  const { userName } = api.account;
  const expected = {
    item: relationship(path, 'item', 'file', sha256),
    voter: relationship(path, 'voter', 'user', userName),
  };
  expect((await api.json(`/api/v3${path}?relationships=item,voter`)).data.relationships).toEqual(expected);
  for (const list of [`/files/${sha256}/votes`, `/files/${sha256}/user_votes`]) {
    const { data } = await api.json(`/api/v3${list}?relationships=voter`);
    expect([list, data[0].relationships]).toEqual([list, { voter: expected.voter }]);
  }
  for (const [name, { data }] of Object.entries(expected)) {
    expect((await api.json(`/api/v3${path}/${name}`)).data).toMatchObject(data);
    expect(await api.json(`/api/v3${path}/relationships/${name}`)).toEqual(expected[name as keyof typeof expected]);
  }
  expect(Object.keys((await api.json(`/api/v3${path}/item?attributes=size`)).data.attributes)).toEqual(['size']);
  for (const name of ['author', 'toString', '__proto__']) {
    for (const form of [name, `relationships/${name}`]) {
      expect([form, (await api.get(`/api/v3${path}/${form}`)).status]).toEqual([form, 404]);
    }
  }
});

it('an analysis leads to its file, embedded too', async () => {
  const item = relationship(`/analyses/${analysis}`, 'item', 'file', sha256);
  const whole = Analysis.parse(await api.json(`/api/v3/analyses/${analysis}?relationships=item`));
  expect(whole.data.relationships).toEqual({ item });
  const { data } = await api.json(`/api/v3/files/${sha256}/analyses?relationships=item`);
  expect(data[0].relationships).toEqual({ item });
  expect((await api.json(`/api/v3/analyses/${analysis}`)).data).not.toHaveProperty('relationships');
});

it('metadata names for each type what its objects can be asked for', async () => {
  const { relationships } = (await api.json('/api/v3/metadata')).data;
  const one: Record<string, string> = {
    file: `/files/${sha256}`,
    analysis: `/analyses/${analysis}`,
    comment: `/comments/${comment}`,
    vote: `/votes/${vote}`,
  };
  expect(Object.keys(relationships).sort()).toEqual(Object.keys(one).sort());
  for (const [type, path] of Object.entries(one)) {
    const names = relationships[type].map(({ name }: { name: string }) => name);
    const { data } = await api.json(`/api/v3${path}?relationships=${names.join()}`);
    expect([type, Object.keys(data.relationships).sort()]).toEqual([type, [...names].sort()]);
  }
});

it('a name that objects of a type have not is a 400 wherever it is asked for', async () => {
  for (const path of [
    `/files/${sha256}`,
    `/analyses/${analysis}`,
    `/comments/${comment}`,
    `/votes/${vote}`,
    '/comments',
    `/files/${sha256}/analyses`,
    `/files/${sha256}/comments`,
    `/files/${sha256}/hash_collisions`,
    `/files/${sha256}/submissions`,
    `/files/${sha256}/user_votes`,
    `/files/${sha256}/votes`,
    '/intelligence/search?query=x',
  ]) {
    const answer = await api.get(`/api/v3${path}${path.includes('?') ? '&' : '?'}relationships=,nonsense`);
    const { error } = await answer.json();
    expect([path, answer.status, error.code]).toEqual([path, 400, 'InvalidArgumentError']);
    expect(error.message).toContain('nonsense');
  }
  const empty = await api.json(`/api/v3/comments/${comment}?relationships=`);
  expect(empty.data).not.toHaveProperty('relationships');
});
