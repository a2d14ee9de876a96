import { createHash } from 'node:crypto';
import { AnalysisDescriptor, parseAnalysisId } from '@assay/contracts';
import { sampleKey } from '@assay/samples';
import { getFile, listSubmissions } from '@assay/table';
import { filePart, nextMessage } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi();
});
afterAll(() => api?.stop());

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const md5 = (content: string | Uint8Array) => createHash('md5').update(content).digest('hex');

describe('an upload', () => {
  it.each(['/api/v1/files', '/api/v3/files'])(
    'is answered with its analysis at %s, by PUT and by POST',
    async (path) => {
      for (const method of ['PUT', 'POST']) {
        const content = `${method} ${path}`;
        const answer = await api.put([filePart(content, 'a.txt')], { method, path });
        expect(answer.status).toBe(200);
        const body = AnalysisDescriptor.parse(answer.json());
        expect(parseAnalysisId(body.data.id)).toEqual({ md5: md5(content), scanId: body.meta.scanid });
        expect(body.data.links.self).toBe(`http://assay.test/api/v3/analyses/${body.data.id}`);
        expect(body.meta.file_info).toMatchObject({ sha256: sha256(content), size: content.length, name: 'a.txt' });
        expect(body.meta.warnings).toBeUndefined();
        expect(answer.headers['x-request-id']).toBeTruthy();
        await nextMessage(api.backends);
      }
    },
  );

  it('is stored byte for byte under <user>:<md5>, found in the table, and published', async () => {
    const content = Buffer.from([0, 13, 10, 45, 45, 255, 13, 10, 0]);
    const answer = await api.put([filePart(content)]);
    const { scanid } = answer.json().meta;
    const key = sampleKey(api.account.userName, md5(content));
    expect(await api.backends.samples.read(key, 100)).toEqual(content);
    const file = await getFile(api.backends.table.table, api.account.userId, sha256(content));
    expect(file).toMatchObject({ ObjectKey: key, TimesSubmitted: 1, Names: ['sample.bin'] });
    const message = await nextMessage(api.backends);
    expect(message).toMatchObject({
      user: api.account.userName,
      md5: md5(content),
      scan: { scanId: scanid, sha256: sha256(content) },
    });
  });

  it('of a file beyond what is held in memory is the same', async () => {
    const content = Buffer.alloc(9 * 1024 * 1024 + 17, 'assay ');
    const answer = await api.put([filePart(content)]);
    expect(answer.status).toBe(200);
    expect(answer.json().meta.file_info).toMatchObject({
      md5: md5(content),
      sha256: sha256(content),
      size: content.length,
    });
    const object = await api.backends.samples.read(sampleKey(api.account.userName, md5(content)), content.length);
    expect(object?.equals(content)).toBe(true);
    await nextMessage(api.backends);
  });

  it('of a file that is there already stores nothing again, counts, and begins a scan or joins the open one', async () => {
    await api.put([filePart('known', 'first.txt')]);
    const before = await api.backends.stored();
    const again = await api.put([filePart('known', 'second.txt')]);
    expect(again.status).toBe(200);
    expect(await api.backends.stored()).toEqual(before);
    const file = await getFile(api.backends.table.table, api.account.userId, sha256('known'));
    expect(file).toMatchObject({ TimesSubmitted: 2, FileMetadata: { Filename: 'second.txt' } });
    expect(file?.Names).toEqual(expect.arrayContaining(['first.txt', 'second.txt']));
    await nextMessage(api.backends);
  });

  it('puts the bytes back when the object of a known file is missing', async () => {
    await api.put([filePart('lost')]);
    const key = sampleKey(api.account.userName, md5('lost'));
    await api.backends.samples.delete(key);
    expect((await api.put([filePart('lost')])).status).toBe(200);
    expect(await api.backends.samples.size(key)).toBe(4);
    await nextMessage(api.backends);
  });

  it('takes parts whose Content-Type stands before the Content-Disposition, and fields after the file', async () => {
    const answer = await api.put([
      {
        headers: 'Content-Type: text/plain\r\nContent-Disposition: form-data; name="file"; filename="vt-py.txt"',
        content: 'x1',
      },
      { headers: 'Content-Disposition: form-data; name="password"', content: '' },
      { headers: 'Content-Disposition: form-data; name="note"', content: 'hello' },
    ]);
    expect(answer.json().meta.file_info.name).toBe('vt-py.txt');
    await nextMessage(api.backends);
  });

  it('keeps the name as text, whatever it is, and names a nameless file by its SHA-256', async () => {
    const names = [
      ['../../etc/passwd', 'passwd'],
      ['C:\\temp\\a.exe', 'a.exe'],
      ['x\u202egpj.exe', 'xgpj.exe'],
      ['<script>alert(1)</script>.js', 'script>.js'],
      ['<b>.js', '<b>.js'],
      ['y'.repeat(3000), 'y'.repeat(255)],
      ['smörgås 日本.txt', 'smörgås 日本.txt'],
    ];
    for (const [given, kept] of names) {
      const answer = await api.put([filePart(`named ${given}`, given)]);
      expect(answer.status).toBe(200);
      expect(answer.json().meta.file_info.name).toBe(kept);
      await nextMessage(api.backends);
    }
    const nameless = { headers: 'Content-Disposition: form-data; name="file"', content: 'nameless' };
    expect((await api.put([nameless])).json().meta.file_info.name).toBe(sha256('nameless'));
    await nextMessage(api.backends);
  });

  it('remembers what sent it, and logs neither the name of the file nor the token', async () => {
    await api.put([filePart('private', 'my-secret-plans.docx')]);
    const { items } = await listSubmissions(api.backends.table.table, api.account.userId, sha256('private'), {
      limit: 5,
    });
    expect(items).toMatchObject([{ Filename: 'my-secret-plans.docx', Token: api.account.token }]);
    expect(api.log()).not.toContain('my-secret-plans');
    expect(api.log()).not.toContain(api.account.headers().authorization.slice(7));
    await nextMessage(api.backends);
  });
});
