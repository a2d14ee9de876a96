import { randomBytes } from 'node:crypto';
import { filePart, type Part } from '@assay/test-backends';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectNothingLeft } from '../nothing-left.ts';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';
import { zipOf } from '../zip.ts';

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi({ maxHeldBytes: 20_000, maxFileBytes: 3_000_000, freeUnpackBytes: 1_000_000 });
});
afterAll(() => api?.stop());
afterEach(() => expectNothingLeft(api));

const password = (value: string): Part => ({
  headers: 'Content-Disposition: form-data; name="password"',
  content: value,
});
const put = (archive: Uint8Array, value = 'infected') => api.put([filePart(archive, 'a.zip'), password(value)]);

describe('an upload with a password is refused with 400 and leaves nothing when', () => {
  it.each([
    ['the file is no ZIP', async () => Buffer.from('no archive'), /not a ZIP/],
    ['the file is large and no ZIP', async () => randomBytes(100_000), /not a ZIP/],
    [
      'there are two files in it',
      () =>
        zipOf([
          ['a', 'x'],
          ['b', 'y'],
        ]),
      /more than one file/,
    ],
    ['it is not protected', () => zipOf([['a', 'x']], {}, null), /not protected/],
    ['the password is wrong', () => zipOf([['a', randomBytes(50_000)]], {}, 'other'), /does not open/],
    ['it is damaged', async () => (await zipOf([['a', randomBytes(60_000)]])).fill(1, 20_000, 20_100), /damaged/],
    ['it is empty', () => zipOf([['a', '']]), /empty/],
    ['it is a bomb', () => zipOf([['a', Buffer.alloc(2_500_000)]]), /too many times/],
  ] as const)('%s', async (_why, make, message) => {
    const answer = await put(await make());
    expect([answer.status, answer.json().error.code]).toEqual([400, 'BadRequestError']);
    expect(answer.json().error.message).toMatch(/step receive failed/);
    expect(answer.json().error.message).toMatch(message);
  });

  it.each([
    ['longer than any password', 'p'.repeat(1025)],
    ['longer than what is kept of a field', 'p'.repeat(10_000)],
    ['a megabyte', 'p'.repeat(1_100_000)],
  ])('it is %s', async (_what, value) => {
    const answer = await put(await zipOf([['a', 'x']]), value);
    expect(answer.status).toBe(400);
    expect(answer.json().error.message).toMatch(/"password" has at most 1024 characters/);
  });
});

it('is refused with 413 when what is in the ZIP is larger than files may be', async () => {
  const answer = await put(await zipOf([['a', Buffer.alloc(3_500_000)]]));
  expect([answer.status, answer.json().error.code]).toEqual([413, 'BadRequestError']);
});
