import { makeAccount, type TestAccount } from '@assay/auth/testing';
import { AnalysisDescriptor } from '@assay/contracts';
import { getScan } from '@assay/table';
import { filePart, nextMessage, playScan, rawRequest } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
let sha256: string;
beforeAll(async () => {
  api = await startUploadApi();
  const uploaded = await api.put([filePart('analysed again')]);
  sha256 = uploaded.json().meta.file_info.sha256;
  await playScan(api.backends);
});
afterAll(() => api?.stop());

const analyse = (path: string, more = 'Content-Length: 0', body = '') =>
  rawRequest(
    api.port,
    `POST ${path} HTTP/1.1\nHost: assay.test\nX-Apikey: ${api.account.jwt()}\nConnection: close\n${more}`,
    body,
  );

describe('a re-analysis', () => {
  it('begins a scan in which every engine looks anew, under both prefixes and by any hash', async () => {
    for (const prefix of ['/api/v1', '/api/v3']) {
      const answer = await analyse(`${prefix}/files/${sha256.toUpperCase()}/analyse`);
      expect(answer.status).toBe(200);
      const { scanid } = AnalysisDescriptor.parse(answer.json()).meta;
      const scan = await getScan(api.backends.table.table, api.account.userId, sha256, scanid);
      expect(scan).toMatchObject({ Fresh: true, Began: { By: 'reanalysis' } });
      await playScan(api.backends);
    }
  });

  it('runs the engines that were named, and the event says which', async () => {
    const answer = await analyse(`/api/v3/files/${sha256}/analyse?engines=yara,clamav`);
    expect(answer.status).toBe(200);
    const message = await nextMessage(api.backends);
    expect([...(message.scan.engines ?? [])].sort()).toEqual(['clamav', 'yara']);
  });

  it('takes the empty octet-stream that vt-py sends, and a body that nobody reads', async () => {
    const path = `/api/v3/files/${sha256}/analyse`;
    const type = 'Content-Type: application/octet-stream';
    expect((await analyse(path, `${type}\nContent-Length: 0`)).status).toBe(200);
    expect((await analyse(path, `${type}\nContent-Length: 9`, 'something')).status).toBe(200);
  });

  it.each([
    ['f'.repeat(64), '', 404, 'NotFoundError'],
    ['xyz', '', 400, 'InvalidArgumentError'],
    [null, '?engines=', 400, 'InvalidArgumentError'],
    [null, '?engines=clamav,,', 400, 'InvalidArgumentError'],
    [null, '?engines=nosuch', 400, 'InvalidArgumentError'],
    [null, `?engines=${'a'.repeat(5000)}`, 400, 'InvalidArgumentError'],
    [null, '?engines=clamav&engines=yara', 400, 'InvalidArgumentError'],
  ])('of %s with "%s" is answered with %i', async (id, query, status, code) => {
    const answer = await analyse(`/api/v3/files/${id ?? sha256}/analyse${query}`);
    expect([answer.status, answer.json().error.code]).toEqual([status, code]);
  });

  it('of somebody else’s file is not found', async () => {
    const other = await api.backends.account();
    const head = `POST /api/v3/files/${sha256}/analyse HTTP/1.1\nHost: assay.test\nX-Apikey: ${other.jwt()}\nContent-Length: 0`;
    const answer = await rawRequest(api.port, head);
    expect(answer.status).toBe(404);
    expect(answer.json().error.message).toBe(`File "${sha256}" not found`);
  });

  it('of somebody else’s file is for admins, by any hash and by owner; analysts may only look', async () => {
    const { backends, account } = api;
    const as = async (accessLevel: 'analyst' | 'admin') => {
      const into = { table: backends.table.table, sealer: backends.sealer };
      return makeAccount(into, { accessLevel });
    };
    const [analyst, admin] = [await as('analyst'), await as('admin')];
    const path = `/api/v3/files/${sha256}/analyse`;
    const ask = (who: TestAccount, query = '') =>
      rawRequest(
        api.port,
        `POST ${path}${query} HTTP/1.1\nHost: assay.test\nX-Apikey: ${who.jwt()}\nContent-Length: 0`,
      );
    expect((await ask(analyst)).status).toBe(403);
    expect((await ask(admin, '?owner=nobody')).status).toBe(404);
    const answer = await ask(admin, `?owner=${account.userName}`);
    expect(answer.status).toBe(200);
    const scan = await getScan(backends.table.table, account.userId, sha256, answer.json().meta.scanid);
    expect(scan).toMatchObject({ User: account.userName });
    await playScan(backends);
    const anew = await ask(admin);
    expect(anew.status).toBe(200);
    const own = await getScan(backends.table.table, account.userId, sha256, anew.json().meta.scanid);
    expect(own).toMatchObject({ Began: { By: 'reanalysis', Who: admin.userName } });
    await playScan(backends);
  });
});
