import { createHash, randomBytes } from 'node:crypto';
import { sampleKey } from '@assay/samples';
import { filePart, nextMessage, type Part } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';
import { zipOf } from '../zip.ts';

let api: UploadApi;
beforeAll(async () => {
  // Small, so that archives and files are tried held and staged.
  api = await startUploadApi({ maxHeldBytes: 50_000 });
});
afterAll(() => api?.stop());

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const password = (value: string): Part => ({
  headers: 'Content-Disposition: form-data; name="password"',
  content: value,
});
const small = Buffer.from('a small file');
const zeros = Buffer.alloc(2_000_000);
const large = randomBytes(200_000);

describe('a protected ZIP with its password', () => {
  it.each([
    ['held, of a held file', small],
    ['held, of a staged file', zeros],
    ['staged, of a staged file', large],
  ])('is unpacked: what is in it is stored and scanned, under its own name (%s)', async (_kind, content) => {
    for (const zipCrypto of [false, true]) {
      const zip = await zipOf([[`dir/inner ${zipCrypto}.exe`, content]], { zipCrypto });
      const form = [filePart(zip, 'outer.zip'), password('infected')];
      const answer = await api.put(zipCrypto ? form.toReversed() : form);
      expect(answer.status).toBe(200);
      expect(answer.json().meta.file_info).toMatchObject({
        md5: md5(content),
        size: content.length,
        name: `inner ${zipCrypto}.exe`,
      });
    }
    const key = sampleKey(api.account.userName, md5(content));
    expect((await api.backends.samples.read(key, content.length))?.equals(content)).toBe(true);
    await nextMessage(api.backends);
  });

  it('leaves nothing of the archive', async () => {
    const before = await api.backends.stored();
    const zip = await zipOf([['left.exe', randomBytes(90_000)]]);
    await api.put([filePart(zip), password('infected')]);
    expect(await api.backends.stored()).toHaveLength(before.length + 1);
    await nextMessage(api.backends);
  });

  it('is the same upload again under its key', async () => {
    const zip = await zipOf([['once.exe', 'unpacked once']]);
    const put = () => api.put([filePart(zip), password('infected')], { more: 'Idempotency-Key: zip' });
    expect((await put()).json().data.id).toBe((await put()).json().data.id);
    await nextMessage(api.backends);
  });

  it('is looked at as the archive that it is without one, or with an empty one', async () => {
    const zip = await zipOf([['inner.exe', 'x']]);
    const answer = await api.put([filePart(zip, 'outer.zip'), password('')]);
    expect(answer.json().meta.file_info).toMatchObject({ md5: md5(zip), name: 'outer.zip' });
    await nextMessage(api.backends);
  });

  it('says its password nowhere', async () => {
    const zip = await zipOf([['secret.exe', 'secretly']], {}, 'very-secret-password');
    await api.put([filePart(zip), password('very-secret-password')]);
    await api.put([filePart(zip), password('very-wrong-password')]);
    expect(api.log()).not.toMatch(/very-(secret|wrong)-password|secret\.exe/);
    await nextMessage(api.backends);
  });
});
