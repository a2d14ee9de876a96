import { filePart } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNothingLeft } from '../nothing-left.ts';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi();
});
afterAll(() => api?.stop());

it.each([
  ['empty', ''],
  ['longer than 255 characters', 'k'.repeat(256)],
  ['not ASCII', 'schlüssel'],
  ['with a tab', 'a\tb'],
])('a key that is %s is refused before the file is read', async (_what, key) => {
  const answer = await api.put([filePart('never read')], { more: `Idempotency-Key: ${key}` });
  expect([answer.status, answer.json().error.code]).toEqual([400, 'InvalidArgumentError']);
  expect(answer.json().error.message).toMatch(/Idempotency-Key/);
  await expectNothingLeft(api);
});
