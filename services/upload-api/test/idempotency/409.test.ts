import { filePart, nextMessage } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi({ maxHeldBytes: 1000 });
});
afterAll(() => api?.stop());

const put = (content: string | Uint8Array, key: string) =>
  api.put([filePart(content)], { more: `Idempotency-Key: ${key}` });

it.each([
  ['held', Buffer.from('other bytes')],
  ['staged', Buffer.alloc(20_000, 2)],
])('another file under the same key is refused, and nothing of it is kept (%s)', async (kind, other) => {
  await put(`first bytes, ${kind}`, kind);
  await nextMessage(api.backends);
  const before = await api.backends.stored();
  const answer = await put(other, kind);
  expect([answer.status, answer.json().error.code]).toEqual([409, 'ConflictError']);
  expect(answer.json().error.message).toMatch(/step record failed.*another file/);
  expect(await api.backends.stored()).toEqual(before);
});

it('of two files under one key at the same moment one is taken', async () => {
  const answers = await Promise.all([put('this one', 'race'), put('or this', 'race')]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  await nextMessage(api.backends);
});
