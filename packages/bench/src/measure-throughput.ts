import { createHash } from 'node:crypto';
import type { Api } from '@assay/cli';
import { type Credentials, operations } from '@assay/contracts';
import type { Dispatcher } from 'undici';
import { MIB } from './private-memory.ts';
import { percentile } from './statistics.ts';
import { untilComplete } from './until-complete.ts';
import { fileChunks, uploadStream } from './upload-stream.ts';

export interface Throughput {
  /** MB (10⁶ bytes) a second. */
  readonly hashing: number;
  readonly upload: number;
  readonly ratio: number;
}

const FILE_BYTES = 512 * MIB;

/**
 * The three hashes alone on one core, then an upload of as many bytes; in turns, medians of each. The scan of an upload
 * is waited for: engines that look at half a gigabyte would take the core from the next round. The file of the round
 * before is deleted right before an upload, so that the kernel has memory for its copy: a virtual machine that gives
 * free memory back to its host waits for each page that it takes anew.
 */
export async function measureThroughput(
  api: Api,
  credentials: Credentials,
  dispatcher: Dispatcher,
  rounds: number,
): Promise<Throughput> {
  const hashed: number[] = [];
  const uploaded: number[] = [];
  let before: string | null = null;
  for (let round = 0; round < rounds; round += 1) {
    hashed.push(megabytes(FILE_BYTES, hashAlone(FILE_BYTES)));
    if (before !== null) await api.call(operations.deleteFile, { params: { id: before }, query: {} });
    const { ms, ...scan } = await uploadStream(credentials, FILE_BYTES, dispatcher);
    uploaded.push(megabytes(FILE_BYTES, ms));
    await untilComplete(api, scan);
    before = scan.sha256;
  }
  const [hashing, upload] = [percentile(hashed, 0.5), percentile(uploaded, 0.5)];
  return { hashing, upload, ratio: upload / hashing };
}

function hashAlone(bytes: number): number {
  const hashes = ['md5', 'sha1', 'sha256'].map((name) => createHash(name));
  const began = performance.now();
  for (const chunk of fileChunks(bytes)) for (const hash of hashes) hash.update(chunk);
  for (const hash of hashes) hash.digest();
  return performance.now() - began;
}

function megabytes(bytes: number, ms: number): number {
  return bytes / 1e6 / (ms / 1000);
}
