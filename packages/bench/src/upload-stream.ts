import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { signToken } from '@assay/cli';
import { AnalysisDescriptor, type Credentials } from '@assay/contracts';
import { type Dispatcher, request } from 'undici';

const CHUNK_BYTES = 1024 * 1024;
const BOUNDARY = 'assay-benchmark-boundary';

/** A file of this size that is made while it is sent: a random head, then the same mebibyte again and again. */
export function* fileChunks(bytes: number): Generator<Buffer> {
  const head = randomBytes(Math.min(32, bytes));
  yield head;
  const chunk = randomBytes(CHUNK_BYTES);
  for (let left = bytes - head.length; left > 0; left -= CHUNK_BYTES) {
    yield left >= CHUNK_BYTES ? chunk : chunk.subarray(0, left);
  }
}

export interface Uploaded {
  readonly sha256: string;
  readonly scanId: string;
  /** From the first byte to the answer, in milliseconds. */
  readonly ms: number;
}

/** Uploads such a file. */
export async function uploadStream(credentials: Credentials, bytes: number, dispatcher: Dispatcher): Promise<Uploaded> {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n`;
  const tail = `\r\n--${BOUNDARY}--\r\n`;
  const body = function* () {
    yield Buffer.from(head);
    yield* fileChunks(bytes);
    yield Buffer.from(tail);
  };
  const began = performance.now();
  const answer = await request(`${credentials.url}/api/v1/files`, {
    method: 'PUT',
    dispatcher,
    headers: {
      authorization: `Bearer ${signToken(credentials)}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': String(head.length + bytes + tail.length),
    },
    body: Readable.from(body(), { objectMode: false, highWaterMark: CHUNK_BYTES }),
    headersTimeout: 600_000,
    bodyTimeout: 600_000,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`upload: ${answer.statusCode} ${text}`);
  const ms = performance.now() - began;
  const { meta } = AnalysisDescriptor.parse(JSON.parse(text));
  return { sha256: meta.file_info.sha256, scanId: meta.scanid, ms };
}
