import { filePart, multipartBody, rawConnection } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNothingLeft } from '../nothing-left.ts';
import { multipartType, startUploadApi, type UploadApi } from '../start-upload-api.ts';

const MAX = 1_000_000;

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi({ maxFileBytes: MAX, maxHeldBytes: 100_000 });
});
afterAll(() => api?.stop());

it('takes a file of exactly the limit', async () => {
  const answer = await api.put([filePart(Buffer.alloc(MAX, 7))], { as: await api.backends.account() });
  expect(answer.status).toBe(200);
  for (const file of await api.backends.stored()) expect(file).not.toMatch(/staging/);
  const [key] = await api.backends.stored();
  expect(key).toBeDefined();
});

it('refuses one byte more, counted as it comes, and lets the client that goes on sending read the answer', async () => {
  const before = await api.backends.stored();
  // Chunked, so that nothing is announced; and far more than any buffer between us takes.
  const body = multipartBody([filePart(Buffer.alloc(20 * MAX, 7))]);
  const connection = await rawConnection(api.port);
  const head = api.head(`${multipartType}\nTransfer-Encoding: chunked`);
  await connection.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n${body.length.toString(16)}\r\n`);
  // A client that reads nothing before it has sent everything: a reset would take the answer from it.
  connection.socket.pause();
  await connection.write(body);
  connection.socket.resume();
  const answer = await connection.answer();
  expect(answer.status).toBe(413);
  expect(answer.json().error).toEqual({
    code: 'BadRequestError',
    message: expect.stringMatching(/^step receive failed: the file is larger than the limit of 1000000 bytes/),
  });
  expect(answer.headers.connection).toBe('close');
  connection.socket.destroy();
  expect(await api.backends.stored()).toEqual(before);
});

it('refuses by the announced length before anything of the body was sent', async () => {
  const connection = await rawConnection(api.port);
  const head = api.head(`${multipartType}\nContent-Length: ${50 * MAX}`);
  await connection.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
  const answer = await connection.answer();
  expect(answer.status).toBe(413);
  connection.socket.destroy();
});

it('leaves nothing of a file that was one byte too long', async () => {
  const api = await startUploadApi({ maxFileBytes: 5000, maxHeldBytes: 1000 });
  try {
    expect((await api.put([filePart(Buffer.alloc(5001, 1))])).status).toBe(413);
    await expectNothingLeft(api);
  } finally {
    await api.stop();
  }
});
