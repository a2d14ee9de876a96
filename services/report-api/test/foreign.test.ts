import type { TestAccount } from '@assay/auth/testing';
import { analysisId } from '@assay/contracts';
import { getFile } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addComment } from '../src/comments/add-comment.ts';
import { addVote } from '../src/votes/add-vote.ts';
import { type Answer, type ReportApi, startReportApi } from './start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

const UNKNOWN = 'f'.repeat(64);

/** A vote, a comment and their like lie under a file; their ids name it. */
const under = (sha256: string, scanId: string, owner: string) => [
  `/api/v3/comments/f-${sha256}-6a000000`,
  `/api/v3/comments/f-${sha256}-6a000000/item`,
  `/api/v3/comments/f-${sha256}-6a000000/relationships/author`,
  `/api/v3/votes/f-${sha256}-${owner}`,
  `/api/v3/votes/f-${sha256}-${owner}/item`,
  `/api/v3/votes/f-${sha256}-${owner}/relationships/voter`,
  `/api/v3/submission/f-${sha256}-${scanId}`,
];

/** Every route that reads something of a file, with what there is to put in. */
const paths = (id: string, scanId: string, owner: string) => [
  `/api/v3/files/${id}`,
  `/api/v1/files/${id}`,
  `/api/v1/files/${id}/download`,
  `/api/v1/files/${id}/history`,
  `/api/v1/files/${id}/scans`,
  `/api/v1/files/${id}/scans/${scanId}`,
  `/api/v1/files/${id}/scans/${scanId}/results`,
  `/api/v1/files/${id}/scans/${scanId}/results/clamav`,
  `/api/v1/files/${id}/scans/${scanId}/logs`,
  `/api/v1/files/${id}/scans/${scanId}/logs/clamav`,
  `/api/v1/files/${id}/scans/${scanId}/events`,
  `/api/v1/files/${id}/comments`,
  `/api/v3/files/${id}/votes`,
  `/api/v3/files/${id}/analyses`,
  `/api/v3/files/${id}/contacted_urls`,
  `/api/v3/files/${id}/relationships/submissions`,
  `/api/v3/files/${id}/behaviour_summary`,
  `/api/v3/files/${id}/behaviour_mitre_trees`,
  `/api/v3/files/${id}?owner=${owner}`,
  `/api/v1/files/${id}/scans?owner=${owner}`,
  ...(id.length === 64 ? under(id, scanId, owner) : []),
];

/** Every request that would change something of a file. */
const changes = (id: string): [string, string, unknown][] => [
  ['PATCH', `/api/v1/files/${id}`, { tags: { add: ['mine'] } }],
  ['POST', `/api/v3/files/${id}/comments`, { data: { attributes: { text: 'I was here' } } }],
  ['POST', `/api/v3/files/${id}/votes`, { data: { attributes: { verdict: 'harmless' } } }],
  ['DELETE', `/api/v3/comments/f-${id}-6a000000`, undefined],
  ['POST', `/api/v3/comments/f-${id}-6a000000/vote`, { data: 'positive' }],
];

let files = 0;

/** A file with everything that can lie under one. */
async function discussed() {
  files += 1;
  const content = `mine ${files}`;
  const upload = { ...(await api.upload(content)), content };
  const { sha256 } = upload;
  const { table } = api.backends.scans;
  const uid = api.account.userId;
  const now = new Date();
  const file = await getFile(table, uid, sha256);
  if (file === null) throw new Error('the file is gone');
  await addComment(table, file, api.account.userName, 'a secret', new Date(0x6a00_0000 * 1000));
  await addVote(table, file, api.account.userName, 'malicious', now);
  return upload;
}

/** What tells nobody anything: its text, with the hash that was asked for taken out. */
async function answer(path: string, id: string, as: TestAccount, method = 'GET', body?: unknown) {
  const given = await api.send(method, path, body, as);
  return [given.status, (await given.text()).replaceAll(id, '…')];
}

describe('what is somebody else’s', () => {
  it('is there for its owner, on every route', async () => {
    const { sha256, scanId } = await discussed();
    for (const path of paths(sha256, scanId, api.account.userName)) {
      expect([path, (await api.get(path, { method: 'HEAD' })).status]).toEqual([path, 200]);
    }
  });

  it('is not found in the very words of what nobody has, by any hash', async () => {
    const { sha256, md5, sha1, scanId } = await discussed();
    const other = await api.backends.account();
    for (const id of [sha256, sha1, md5]) {
      const nobodys = UNKNOWN.slice(0, id.length);
      const absent = paths(nobodys, scanId, api.account.userName);
      for (const [at, path] of paths(id, scanId, api.account.userName).entries()) {
        const foreign = await answer(path, id, other);
        expect([path, foreign]).toEqual([path, await answer(absent[at] ?? '', nobodys, other)]);
        expect([path, foreign[0], JSON.parse(String(foreign[1])).error.code]).toEqual([path, 404, 'NotFoundError']);
      }
    }
    const id = analysisId(md5, scanId);
    for (const path of [`/api/v3/analyses/${id}`, `/api/v3/analyses/${id}/item`]) {
      expect((await api.get(path)).status).toBe(200);
      const foreign = await api.get(path, { as: other });
      expect(foreign.status).toBe(404);
      expect((await foreign.json()).error).toEqual({ code: 'NotFoundError', message: `Analysis "${id}" not found` });
    }
  });

  it('is changed by nobody else, and the answer is that of what nobody has', async () => {
    const { sha256 } = await discussed();
    const other = await api.backends.account();
    const before = await api.json(`/api/v3/files/${sha256}?relationships=comments,votes`);
    const absent = changes(UNKNOWN);
    for (const [at, [method, path, body]] of changes(sha256).entries()) {
      const foreign = await answer(path, sha256, other, method, body);
      expect([path, foreign[0]]).toEqual([path, 404]);
      expect(foreign).toEqual(await answer(absent[at]?.[1] ?? '', UNKNOWN, other, method, body));
    }
    expect(await api.json(`/api/v3/files/${sha256}?relationships=comments,votes`)).toEqual(before);
  });

  it('is neither seen nor counted by who has the same file', async () => {
    const { sha256, content } = await discussed();
    const other = await api.backends.account();
    await api.upload(content, 'also mine', other);
    const { data } = await api.json(`/api/v3/files/${sha256}?relationships=comments,votes,submissions,analyses`, other);
    expect(data.attributes).toMatchObject({
      names: ['also mine'],
      times_submitted: 1,
      unique_sources: 1,
      reputation: 0,
    });
    for (const name of ['comments', 'votes']) expect(data.relationships[name].meta).toEqual({ count: 0 });
    for (const name of ['submissions', 'analyses']) expect(data.relationships[name].meta).toEqual({ count: 1 });
    expect((await api.json(`/api/v1/files/${sha256}/history`, other)).data).toHaveLength(2);
    for (const path of under(sha256, '1'.repeat(20), api.account.userName)) {
      expect([path, (await api.get(path, { as: other })).status]).toEqual([path, 404]);
    }
  });

  it('takes no look into any partition but one’s own, so that time tells nothing', async () => {
    const { sha256, md5, scanId } = await discussed();
    const other = await api.backends.account();
    await api.get('/api/v1/files', { as: other });
    const looked: string[] = [];
    api.watch((input) => looked.push(JSON.stringify(input)));
    for (const id of [sha256, md5, UNKNOWN]) {
      for (const path of paths(id, scanId, api.account.userName)) await api.get(path, { as: other });
      for (const [method, path, body] of changes(id)) await api.send(method, path, body, other);
    }
    api.watch(null);
    expect(looked.length).toBeGreaterThan(50);
    expect(looked.filter((input) => input.includes(api.account.userId))).toEqual([]);
    expect(looked.filter((input) => input.includes('ByHash'))).toEqual([]);
  });

  it('stands in no list', async () => {
    await discussed();
    const other = await api.backends.account();
    for (const list of ['/api/v1/files', '/api/v3/comments']) expect((await api.json(list, other)).data).toEqual([]);
  });

  it('is not reached with a cursor of its owner', async () => {
    const owner = await api.backends.account();
    const { sha256 } = await api.upload('paged', 'x', owner);
    for (let at = 0; at < 2; at += 1) {
      const body = { data: { attributes: { text: `comment ${at}` } } };
      await api.send('POST', `/api/v3/files/${sha256}/comments`, body, owner);
    }
    const other = await api.backends.account();
    await api.upload('paged', 'x', other);
    for (const path of [`/api/v3/files/${sha256}/comments`, `/api/v1/files/${sha256}/history`]) {
      const { meta } = await api.json(`${path}?limit=1`, owner);
      const cursor = encodeURIComponent(meta.cursor);
      expect((await api.get(`${path}?cursor=${cursor}`, { as: owner })).status).toBe(200);
      const refused = await api.get(`${path}?cursor=${cursor}`, { as: other });
      expect([path, refused.status]).toEqual([path, 400]);
      const elsewhere = await api.get(`/api/v3/files/${sha256}/submissions?cursor=${cursor}`, { as: owner });
      expect(elsewhere.status).toBe(400);
    }
  });
});

describe('an id that is none', () => {
  it.each(['xyz', 'a'.repeat(63), 'g'.repeat(64), '..%2f..%2fetc', '%00', "'or'1'='1", 'a'.repeat(4000)])(
    'as that of a file is answered with 400: %s',
    async (id) => {
      const answer = await api.get(`/api/v3/files/${id}`);
      expect(answer.status).toBe(400);
      expect((await answer.json()).error.code).toBe('InvalidArgumentError');
    },
  );

  it.each(['1', 'abc', '9'.repeat(21), '-1'])('as that of a scan is answered with 400: %s', async (scanId) => {
    const { sha256 } = await api.upload('with scans');
    const answer = await api.get(`/api/v1/files/${sha256}/scans/${scanId}`);
    expect(answer.status).toBe(400);
  });

  it.each(['x', 'f-1', 'AAAA', Buffer.from(`${'a'.repeat(32)}:1`).toString('base64')])(
    'as that of an analysis is answered with 404: %s',
    async (id) => {
      expect((await api.get(`/api/v3/analyses/${id}`)).status).toBe(404);
    },
  );

  it('needs credentials first', async () => {
    const answer: Answer = await fetch(`${api.origin}/api/v3/files/xyz`);
    expect(answer.status).toBe(401);
    expect((await answer.json()).error.code).toBe('AuthenticationRequiredError');
  });
});
