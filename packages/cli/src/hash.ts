import { createHash } from 'node:crypto';
import { FileHash } from '@assay/contracts';
import { fileSource } from './client/upload-source.ts';

/** A hash as it is, or the SHA-256 of the file of that name, which stays where it is. */
export async function hashOf(hashOrPath: string, signal: AbortSignal): Promise<string> {
  const hash = FileHash.safeParse(hashOrPath);
  if (hash.success) return hash.data;
  const seen = createHash('sha256');
  for await (const chunk of (await fileSource(hashOrPath)).read()) {
    signal.throwIfAborted();
    seen.update(chunk);
  }
  return seen.digest('hex');
}
