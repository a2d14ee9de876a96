import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Dispatcher, request } from 'undici';

/** The bytes that were promised are not to be had, however often one asks. */
export class SampleFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SampleFault';
  }
}

export interface WantedSample {
  /** `file:`, `https:` or `http:`. */
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Copies a sample to `path`, readable to all and writable to nobody, and checks size and SHA-256 on the way. Throws
 * `SampleFault` when the bytes are others or are not there, and anything else when it may work the next time.
 */
export async function fetchSample(
  sample: WantedSample,
  path: string,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'w', 0o600);
  try {
    // Nothing is awaited between the opening and the reading, or a failure in between would be nobody's.
    const source = addAbortSignal(signal, await openSource(sample.url, dispatcher, signal));
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > sample.size) throw new SampleFault('the store holds more bytes than the sample has');
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    if (size < sample.size) throw new SampleFault('the store holds fewer bytes than the sample has');
    if (hash.digest('hex') !== sample.sha256) throw new SampleFault('the store holds other bytes than the sample');
  } catch (error) {
    throw missing(error) ? new SampleFault('the store does not hold the sample', error) : error;
  } finally {
    await file.close();
  }
  await chmod(path, 0o444);
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

async function openSource(url: string, dispatcher: Dispatcher, signal: AbortSignal): Promise<Readable> {
  const { protocol } = new URL(url);
  if (protocol === 'file:') return createReadStream(fileURLToPath(url), { highWaterMark: 256 * 1024 });
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new SampleFault(`a link of the form ${protocol} is not read`);
  const { statusCode, body } = await request(url, { dispatcher, signal });
  if (statusCode === 200) return body;
  await body.dump();
  if (statusCode === 404 || statusCode === 410) throw new SampleFault('the store does not hold the sample');
  throw new Error(`the store answered ${statusCode}`);
}

function missing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
