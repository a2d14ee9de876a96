import { changeFile, changeUser, revokeApiKey } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let clock = 0;
beforeAll(async () => {
  api = await startReportApi({}, (parts) => ({ ...parts, now: () => new Date(Date.now() + clock) }));
});
afterAll(() => api?.stop());

async function addressOf(content: string, as = api.account): Promise<{ url: string; sha256: string }> {
  const { sha256 } = await api.upload(content, 'x', as);
  const { data } = await api.json(`/api/v3/files/${sha256}/download_url`, as);
  expect((await fetch(data)).status).toBe(200);
  return { url: data, sha256 };
}

async function expectDead(url: string): Promise<void> {
  for (const method of ['GET', 'HEAD']) expect((await fetch(url, { method })).status).toBe(404);
}

it('is answered to who asks for an address of a file that is somebody else’s or nobody’s, in the same words', async () => {
  const { sha256 } = await addressOf('mine alone');
  const other = await api.backends.account();
  const foreign = await api.get(`/api/v3/files/${sha256}/download_url`, { as: other });
  const absent = await api.get(`/api/v3/files/${'f'.repeat(64)}/download_url`, { as: other });
  expect([foreign.status, absent.status]).toEqual([404, 404]);
  expect((await foreign.text()).replaceAll(sha256, '…')).toBe((await absent.text()).replaceAll('f'.repeat(64), '…'));
});

describe('an address is dead at once when', () => {
  it('its file is being deleted', async () => {
    const { url, sha256 } = await addressOf('deleted soon');
    await changeFile(api.backends.table.table, api.account.userId, sha256, (file) =>
      file === null ? null : { ...file, State: 'deleting' },
    );
    await expectDead(url);
  });

  it('its user is disabled', async () => {
    const other = await api.backends.account();
    const { url } = await addressOf('of a disabled user', other);
    await changeUser(api.backends.table.table, other.userId, { Disabled: true });
    await expectDead(url);
  });

  it('the key that asked for it is revoked', async () => {
    const other = await api.backends.account();
    const { url } = await addressOf('by a revoked key', other);
    await revokeApiKey(api.backends.table.table, other.userId, other.token, new Date());
    await expectDead(url);
  });

  it('who asked for it is no analyst any more', async () => {
    const { sha256 } = await api.upload('for analysts');
    const analyst = await api.reader('analyst');
    const { data } = await api.json(`/api/v3/files/${sha256}/download_url`, analyst);
    expect((await fetch(data)).status).toBe(200);
    await changeUser(api.backends.table.table, analyst.userId, { AccessLevel: 'user' });
    await expectDead(data);
  });

  it('an hour is over', async () => {
    const { url } = await addressOf('an hour');
    clock = 3_600_000;
    await expectDead(url);
    clock = 0;
    expect((await fetch(url)).status).toBe(200);
  });

  it('it is changed to lead to something else, or made up', async () => {
    const other = await api.backends.account();
    const { sha256 } = await api.upload('not for you', 'x', other);
    const { url } = await addressOf('for me');
    const [head = '', tail] = (url.split('/').at(-1) ?? '').split('.');
    const carried = JSON.parse(Buffer.from(head, 'base64url').toString());
    carried[1].b = { owner: other.userName, sha256 };
    const forged = Buffer.from(JSON.stringify(carried)).toString('base64url');
    await expectDead(`${api.origin}/api/v3/downloads/${forged}.${tail}`);
    await expectDead(`${api.origin}/api/v3/downloads/x`);
    await expectDead(`${url}A`);
  });
});
