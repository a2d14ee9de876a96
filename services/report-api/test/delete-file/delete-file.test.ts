import { createHash } from 'node:crypto';
import { makeAccount, type TestAccount } from '@assay/auth/testing';
import { sweepFiles } from '@assay/scans';
import { listKeys } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

const remove = (id: string, as: TestAccount = api.account, version = 'v1', query = ''): Promise<Answer> =>
  api.get(`/api/${version}/files/${id}${query}`, { as, method: 'DELETE' });
const person = (accessLevel: 'user' | 'analyst' | 'admin') =>
  makeAccount({ table: api.backends.table.table, sealer: api.backends.sealer }, { accessLevel });
const deletions = async () =>
  (await listKeys(api.backends.table.table, `audit#${new Date().toISOString().slice(0, 7)}`, '')).keys.length;

describe('200', () => {
  it.each(['v1', 'v3'])('and nobody reads it any more, under %s', async (version) => {
    const { sha256, md5, scanId } = await api.upload(`deleted under ${version}`);
    const answer = await remove(md5.toUpperCase(), api.account, version);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ data: { type: 'file', id: sha256, attributes: { state: 'deleting' } } });
    const paths = ['', '/download', '/scans', `/scans/${scanId}`, `/scans/${scanId}/results`];
    for (const path of paths) expect((await api.get(`/api/v1/files/${sha256}${path}`)).status, path).toBe(404);
    const listed = await api.json('/api/v1/files');
    expect(listed.data.map((file: { sha256: string }) => file.sha256)).not.toContain(sha256);
  });

  it('and it is written down who did it', async () => {
    const { sha256 } = await api.upload('audited');
    const before = await deletions();
    await remove(sha256);
    expect(await deletions()).toBe(before + 1);
  });

  it('and its bytes are gone with the next pass over what is due', async () => {
    const { sha256, md5 } = await api.upload('gone for good');
    const bytes = () => api.backends.samples.size(`${api.account.userName}:${md5}`);
    expect(await bytes()).not.toBeNull();
    await remove(sha256);
    await sweepFiles(api.backends.scans);
    expect(await bytes()).toBeNull();
  });

  it("for an admin, of somebody else's file", async () => {
    const { sha256 } = await api.upload('of somebody else');
    const admin = await person('admin');
    expect((await remove(sha256, admin, 'v1', `?owner=${api.account.userName}`)).status).toBe(200);
    expect((await api.get(`/api/v1/files/${sha256}`)).status).toBe(404);
  });

  it('leaves the same file of another user as it is', async () => {
    const other = await person('user');
    const { sha256 } = await api.upload('had by two');
    await api.upload('had by two', 'two.bin', other);
    await remove(sha256);
    expect((await api.get(`/api/v1/files/${sha256}`, { as: other })).status).toBe(200);
  });
});

describe('404', () => {
  it('for what is deleted already, and for what never was', async () => {
    const { sha256 } = await api.upload('deleted twice');
    await remove(sha256);
    const [again, never] = [await remove(sha256), await remove(createHash('sha256').update('never').digest('hex'))];
    expect([again.status, never.status]).toEqual([404, 404]);
  });

  it("for somebody else's file, which stays", async () => {
    const { sha256 } = await api.upload('not yours');
    const eve = await person('user');
    expect((await remove(sha256, eve)).status).toBe(404);
    expect((await remove(sha256, eve, 'v1', `?owner=${api.account.userName}`)).status).toBe(404);
    expect((await api.get(`/api/v1/files/${sha256}`)).status).toBe(200);
  });
});

it('403 for an analyst, who may read it only', async () => {
  const { sha256 } = await api.upload('read by analysts');
  expect((await remove(sha256, await person('analyst'))).status).toBe(403);
  expect((await api.get(`/api/v1/files/${sha256}`)).status).toBe(200);
});

it('503 when the table is away, and then the file is there', async () => {
  const { sha256 } = await api.upload('kept by an outage');
  await api.get(`/api/v1/files/${sha256}`);
  api.backends.table.gate.cut();
  expect((await remove(sha256)).status).toBe(503);
  api.backends.table.gate.mend();
  expect((await api.get(`/api/v1/files/${sha256}`)).status).toBe(200);
}, 60_000);
