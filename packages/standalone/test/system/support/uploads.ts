import { createHash, randomBytes } from 'node:crypto';
import { type Api, bytesSource } from '@assay/cli';
import type { ScanDetail } from '@assay/contracts';
import type { z } from 'zod';

export type Scan = z.infer<typeof ScanDetail>;

/** An upload that was answered with success: from here on it must never be lost. */
export interface Accepted {
  readonly sha256: string;
  readonly scanId: string;
  readonly content: Buffer;
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A harmless file that nobody has seen before. */
export function freshFile(bytes = 2000): Buffer {
  return Buffer.concat([Buffer.from('fresh '), randomBytes(bytes)]);
}

export async function upload(api: Api, content: Buffer, name = 'sample.bin'): Promise<Accepted> {
  const { meta } = await api.upload(bytesSource(name, content));
  return { sha256: meta.file_info.sha256, scanId: meta.scanid, content };
}

/** Follows the scan to its end and reads it. */
export async function completed(api: Api, { sha256, scanId }: Accepted): Promise<Scan> {
  for await (const _ of api.follow(sha256, scanId)) {
    // The events are the wait.
  }
  return api.scan(sha256, scanId);
}

/** The stored bytes, read back by any of the file's hashes. */
export async function download(api: Api, hash: string): Promise<Buffer> {
  return Buffer.from(await (await api.get(`/api/v1/files/${hash}/download`)).arrayBuffer());
}
