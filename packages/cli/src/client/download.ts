import { createHash } from 'node:crypto';
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
 * have all arrived and are the ones that were asked for. Answers how many they were.
 */
export async function downloadTo(api: Api, hash: string, path: string, options: DownloadOptions): Promise<number> {
  const unfinished = `${path}.part-${process.pid}`;
  // For the owner alone, and nothing that could be started: it may well be malware.
  const file = await open(unfinished, 'wx', 0o600);
  try {
    const bytes = await retrying(options.patience, options.signal, () => receive(api, hash, file, options));
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    return bytes;
  } catch (fault) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw fault;
  }
}

async function receive(api: Api, hash: string, file: FileHandle, options: DownloadOptions): Promise<number> {
  const query = options.zip === true ? { format: 'zip' as const } : {};
  const path = pathOf(operations.downloadFile, { params: { id: hash }, query });
  const answer = await api.get(path, { signal: options.signal, repeatable: false });
  const length = answer.headers.get('content-length');
  const seen = createHash(ALGORITHMS[hash.length] ?? 'sha256');
  let bytes = 0;
  await file.truncate(0);
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    seen.update(chunk);
    // Written at its place, because an attempt before this one may have left the end somewhere else.
    await file.write(chunk, 0, chunk.byteLength, bytes);
    bytes += chunk.byteLength;
    options.onBytes?.(bytes, length === null ? null : Number(length));
  }
  if (options.zip !== true && seen.digest('hex') !== hash.toLowerCase())
    throw new LocalFault(`what arrived is not the file ${hash}`);
  return bytes;
}

/** By the number of hexadecimal digits of a hash. */
const ALGORITHMS: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' };
