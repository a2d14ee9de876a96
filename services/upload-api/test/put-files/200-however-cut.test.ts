import { createHash } from 'node:crypto';
import { sampleKey } from '@assay/samples';
import { BOUNDARY, filePart, multipartBody, type Part, rawConnection } from '@assay/test-backends';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { multipartType, startUploadApi, type UploadApi } from '../start-upload-api.ts';

const HELD_BYTES = 100_000;
const CRLF = Buffer.from('\r\n');
const NEARLY_THE_END = `\r\n--${BOUNDARY.slice(0, -1)}`;

/** What could be taken for the end of the file by who looks at one chunk only, and bytes that could not. */
const piece = fc.oneof(
  fc.constantFrom('\r', '\r\n', '\r\n--', NEARLY_THE_END, `--${BOUNDARY}--`).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 90_000 })).map(([byte, length]) => Buffer.alloc(length, byte)),
);
const content = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((pieces) => Buffer.concat(pieces))
  // Right behind its head, a file is at the beginning of a line.
  .filter((bytes) => bytes.length > 0 && !`\r\n${bytes.toString('latin1')}`.includes(`\r\n--${BOUNDARY}`));
const field: Part = { headers: 'Content-Disposition: form-data; name="comment"', content: 'of no concern' };
/** Sizes of the chunks, used again and again. */
const cuts = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 40 });

it('a file arrives whole and is stored byte for byte, however its form is cut on the way', async () => {
  const api = await startUploadApi({ maxHeldBytes: HELD_BYTES });
  try {
    await fc.assert(
      fc.asyncProperty(content, fc.boolean(), fc.boolean(), cuts, async (bytes, before, after, sizes) => {
        const body = multipartBody([...(before ? [field] : []), filePart(bytes), ...(after ? [field] : [])]);
        const { file_info: info } = await sendCut(api, body, sizes);
        const md5 = createHash('md5').update(bytes).digest('hex');
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        expect(info).toMatchObject({ size: bytes.length, md5, sha256 });
        const stored = await api.backends.samples.read(sampleKey(api.account.userName, md5), 1_000_000);
        expect(stored?.equals(bytes)).toBe(true);
      }),
      { numRuns: 150 },
    );
  } finally {
    await api.stop();
  }
});

/** Sends the body cut into chunks, also behind all that is nearly its end, and answers the `meta` of its analysis. */
async function sendCut(api: UploadApi, body: Buffer, sizes: readonly number[]) {
  const connection = await rawConnection(api.port);
  try {
    const head = api.head(`${multipartType}\nTransfer-Encoding: chunked`).replaceAll('\n', '\r\n');
    await connection.write(`${head}\r\n\r\n`);
    for (let at = 0, index = 0; at < body.length; index += 1) {
      const size = sizes[index % sizes.length] ?? body.length;
      const nearly = body.indexOf(NEARLY_THE_END, at);
      const end = nearly === -1 ? at + size : Math.min(at + size, nearly + NEARLY_THE_END.length);
      const chunk = body.subarray(at, end);
      // One by one, so that some are read before the next has come.
      await connection.write(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, CRLF]));
      at += chunk.length;
    }
    await connection.write('0\r\n\r\n');
    const answer = await connection.answer();
    expect(answer.status, answer.body).toBe(200);
    return answer.json().meta;
  } finally {
    connection.socket.destroy();
  }
}
