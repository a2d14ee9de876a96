import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { operations } from '@assay/contracts';
import type { Api } from './api.ts';
import { pathOf } from './call.ts';
import { LocalFault, type Patience, retrying } from './patience.ts';

export interface DownloadOptions {
  /** Inside an AES archive with the password `infected`. */
  readonly zip?: boolean;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number, of: number | null) => void;
}

/**
 * Writes the bytes of a stored file to `path`, whole or not at all: they are written beside it and moved there when they
 * have all been written and are the ones that were asked for. After a cut it goes on where it was. Answers how many they
 * were.
 */
export async function downloadTo(api: Api, hash: string, path: string, options: DownloadOptions): Promise<number> {
  const unfinished = `${path}.part-${process.pid}`;
  // For the owner alone, and nothing that could be started: it may well be malware.
  const file = await open(unfinished, 'wx', 0o600);
  try {
    const written = await receiveAll(api, hash, file, options);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    return written.bytes;
  } catch (fault) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw fault;
  }
}

/** What has been written so far: so many bytes, of which this is the hash until now. */
interface Written {
  bytes: number;
  hash: Hash;
}

async function receiveAll(api: Api, hash: string, file: FileHandle, options: DownloadOptions): Promise<Written> {
  const begin = (): Written => ({ bytes: 0, hash: createHash(ALGORITHMS[hash.length] ?? 'sha256') });
  let written = begin();
  const query = options.zip === true ? { format: 'zip' as const } : {};
  const path = pathOf(operations.downloadFile, { params: { id: hash }, query });
  await retrying(options.patience, options.signal, async () => {
    // An archive is made anew for every request, with another salt, so that pieces of two do not fit.
    const from = options.zip === true ? 0 : written.bytes;
    const headers: Record<string, string> = from === 0 ? {} : { range: `bytes=${from}-` };
    const answer = await api.get(path, { signal: options.signal, repeatable: false, headers });
    if (from === 0 || !goesOn(answer, from)) {
      written = begin();
      await file.truncate(0);
    }
    await receive(answer, file, written, options);
  });
  if (options.zip !== true && written.hash.digest('hex') !== hash.toLowerCase())
    throw new LocalFault(`what arrived is not the file ${hash}`);
  return written;
}

/** Whether an answer begins with the byte that was asked for; a server, or something in between, may send all again. */
function goesOn(answer: Response, from: number): boolean {
  return answer.status === 206 && answer.headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;
}

async function receive(answer: Response, file: FileHandle, written: Written, { onBytes }: DownloadOptions) {
  const length = answer.headers.get('content-length');
  const whole = length === null ? null : written.bytes + Number(length);
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    await writeAll(file, chunk, written.bytes);
    written.hash.update(chunk);
    written.bytes += chunk.byteLength;
    onBytes?.(written.bytes, whole);
  }
}

/** One write may take less than it was given, when a disk is nearly full or a limit near; the next one says why. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

/** By the number of hexadecimal digits of a hash. */
const ALGORITHMS: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' };
