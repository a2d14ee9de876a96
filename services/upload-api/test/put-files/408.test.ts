import { filePart, multipartBody, rawConnection } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNothingLeft } from '../nothing-left.ts';
import { multipartType, startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi({ silenceMs: 200, maxHeldBytes: 1000 });
});
afterAll(() => api?.stop());

it.each([
  ['before its first part', 0],
  ['in the head of its part', 60],
  ['in a small file', 400],
  ['in a large file', 100_000],
])('cuts a body that falls silent %s', async (_where, sent) => {
  const body = multipartBody([filePart(Buffer.alloc(200_000, 1))]);
  const connection = await rawConnection(api.port);
  const head = api.head(`${multipartType}\nContent-Length: ${body.length}`);
  await connection.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
  if (sent > 0) await connection.write(body.subarray(0, sent));
  const answer = await connection.answer();
  expect(answer.status).toBe(408);
  expect(answer.json().error).toEqual({
    code: 'BadRequestError',
    message: expect.stringMatching(/step receive failed.*nothing/),
  });
  connection.socket.destroy();
  await expectNothingLeft(api);
});
