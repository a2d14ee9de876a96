import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { addAbortSignal } from 'node:stream';
import { FileHash } from '@assay/contracts';
import { LocalFault } from '../client/patience.ts';
import { explain } from '../client/upload-source.ts';
import type { World } from '../world.ts';

/**
 * The hashes of a list, `most` at a time: the first word of each line, as `sha256sum` writes it; empty lines and what
 * begins with `#` are passed over. `-` is standard input. Throws with the number of a line that begins with no hash.
 */
export async function* readHashes({ stdin, signal }: World, path: string, most: number): AsyncGenerator<string[]> {
  const input = path === '-' ? stdin : createReadStream(path);
  let hashes: string[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: addAbortSignal(signal, input), crlfDelay: Infinity })) {
      number += 1;
      const [word = ''] = line.trim().split(/\s+/);
      if (word === '' || word.startsWith('#')) continue;
      const hash = FileHash.safeParse(word);
      if (!hash.success) throw new LocalFault(`line ${number} begins with no MD5, SHA-1 or SHA-256`);
      hashes.push(hash.data);
      if (hashes.length < most) continue;
      yield hashes;
      hashes = [];
    }
  } catch (fault) {
    if (signal.aborted) throw fault;
    explain(fault);
  }
  signal.throwIfAborted();
  if (hashes.length > 0) yield hashes;
}
