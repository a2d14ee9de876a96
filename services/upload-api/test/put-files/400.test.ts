import { filePart, multipartBody, type Part, rawConnection, rawRequest } from '@assay/test-backends';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectNothingLeft } from '../nothing-left.ts';
import { multipartType, startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
/** How often it was asked for engines: the last thing before a body is read. */
let begun = 0;
beforeAll(async () => {
  // Small, so that the cases are tried for held and for staged files.
  api = await startUploadApi({ maxHeldBytes: 1000 }, (parts) => {
    const { catalogue } = parts.scans;
    const engines = () => {
      begun += 1;
      return catalogue.engines();
    };
    return { ...parts, scans: { ...parts.scans, catalogue: { ...catalogue, engines } } };
  });
});
afterAll(() => api?.stop());
afterEach(() => expectNothingLeft(api));

const field = (name: string, content: string): Part => ({
  headers: `Content-Disposition: form-data; name="${name}"`,
  content,
});
const small = filePart('small');
const large = filePart(Buffer.alloc(200_000, 1));

describe('an upload is refused with 400 and leaves nothing when', () => {
  it.each([
    ['the form has no part "file"', [field('note', 'x')], /no part "file"/],
    ['the form is empty', [], /no part "file"|malformed/],
    [
      'the file is in another part',
      [{ ...small, headers: small.headers.replace('"file"', '"upload"') }],
      /part "file"/,
    ],
    ['there are two files', [small, large], /more than one file/],
    ['there are two large files', [large, large], /more than one file/],
    ['the file is empty', [filePart('')], /empty/],
    [
      'there are more fields than any client sends',
      [large, ...Array.from({ length: 40 }, (_, at) => field(`f${at}`, 'x'))],
      /multipart/,
    ],
  ])('%s', async (_name, parts, message) => {
    const answer = await api.put(parts);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json()).toEqual({ error: { code: 'BadRequestError', message: expect.stringMatching(message) } });
    expect(answer.json().error.message).toMatch(/step receive failed/);
  });

  it.each([
    ['small', small],
    ['large', large],
  ])('the body of a %s file ends without its last boundary', async (_size, part) => {
    const body = multipartBody([part], { end: false });
    const answer = await rawRequest(api.port, api.head(`${multipartType}\nContent-Length: ${body.length}`), body);
    expect(answer.status).toBe(400);
    expect(answer.json().error.message).toMatch(/ends before its last boundary/);
  });

  it.each([
    ['Content-Type: application/octet-stream', /multipart\/form-data/],
    ['Content-Type: multipart/form-data', /multipart/],
    ['Content-Type: application/json', /multipart\/form-data/],
    ['X-Nothing: here', /multipart\/form-data/],
  ])('the body comes with %s', async (type, message) => {
    const answer = await rawRequest(api.port, api.head(`${type}\nContent-Length: 4`), 'body');
    expect(answer.status).toBe(400);
    expect(answer.json().error.message).toMatch(message);
  });

  it.each([
    ['small', small],
    ['large', large],
  ])('the client vanishes in the middle of a %s file; the service goes on', async (_size, part) => {
    const before = await api.failures('receive');
    const begunBefore = begun;
    const body = multipartBody([part], { end: false });
    const connection = await rawConnection(api.port);
    const head = api.head(`${multipartType}\nContent-Length: ${body.length + 1000}`);
    await connection.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
    await connection.write(body);
    await vi.waitFor(() => expect(begun).toBe(begunBefore + 1), 5000);
    if (part === large) await vi.waitFor(async () => expect(await api.backends.stored()).toHaveLength(1), 5000);
    connection.vanish();
    await vi.waitFor(async () => expect(await api.failures('receive')).toBe(before + 1), 5000);
    await vi.waitFor(() => expectNothingLeft(api), 5000);
  });
});
