import { getFile } from '@assay/table';
import { filePart, nextMessage } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi({ maxDirectBytes: 50_000, maxFileBytes: 300_000 });
});
afterAll(() => api?.stop());

async function uploadPath(prefix = '/api/v3'): Promise<string> {
  const answer = await api.get(`${prefix}/files/upload_url`);
  expect(answer.status).toBe(200);
  const url = new URL(answer.json().data);
  expect(url.origin).toBe('http://assay.test');
  return url.pathname;
}

describe('an upload address', () => {
  it.each(['/api/v1', '/api/v3'])('is absolute, and takes a file for who asked, under %s', async (prefix) => {
    const path = await uploadPath(prefix);
    const answer = await api.put([filePart(`by ${prefix}`, 'a.bin')], { as: null, method: 'POST', path });
    expect(answer.status).toBe(200);
    const { sha256 } = answer.json().meta.file_info;
    expect(await getFile(api.backends.table.table, api.account.userId, sha256)).toMatchObject({ TimesSubmitted: 1 });
    await nextMessage(api.backends);
  });

  it('takes a file for who asked whoever sends it, and whatever credentials come along', async () => {
    const other = await api.backends.account();
    for (const as of [api.account, other]) {
      const path = await uploadPath();
      const answer = await api.put([filePart(`sent by ${as.userName}`)], { as, method: 'POST', path });
      expect(answer.status).toBe(200);
      const { sha256 } = answer.json().meta.file_info;
      expect(await getFile(api.backends.table.table, api.account.userId, sha256)).not.toBeNull();
      expect(await getFile(api.backends.table.table, other.userId, sha256)).toBeNull();
      await nextMessage(api.backends);
    }
  });

  it('takes larger files than come directly', async () => {
    const large = [filePart(Buffer.alloc(200_000, 'large '))];
    const direct = await api.put(large);
    expect(direct.status).toBe(413);
    expect(direct.json().error).toMatchObject({
      code: 'BadRequestError',
      message: expect.stringMatching(/upload_url/),
    });
    const path = await uploadPath();
    expect((await api.put(large, { as: null, method: 'POST', path })).status).toBe(200);
    await nextMessage(api.backends);
    const larger = await api.put([filePart(Buffer.alloc(350_000))], {
      as: null,
      method: 'POST',
      path: await uploadPath(),
    });
    expect(larger.status).toBe(413);
    expect(larger.json().error.message).not.toMatch(/upload_url/);
  });

  it('stands in no log', async () => {
    const path = await uploadPath();
    await api.put([filePart('not logged')], { as: null, method: 'POST', path });
    await api.put([filePart('not logged')], { as: null, method: 'POST', path });
    await nextMessage(api.backends);
    const token = path.split('/').at(-1) ?? '';
    expect(token.length).toBeGreaterThan(40);
    expect(api.log()).not.toContain(token);
    expect(api.log()).toContain('/api/v3/uploads/:token');
  });
});
