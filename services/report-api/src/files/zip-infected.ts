import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { configure, ZipWriter } from '@zip.js/zip.js';

/** The field's customary password: it keeps scanners and shells from opening a sample by accident, and is no secret. */
export const ZIP_PASSWORD = 'infected';

const AES_256 = 3;

/**
 * A ZIP archive with this one file, encrypted with AES-256 and the password `infected`, made while it is read. The
 * bytes are not compressed: samples mostly do not shrink, and a download is not worth the CPU time.
 */
export function zipInfected(name: string, bytes: Readable): Readable {
  // Workers are for pages; here they would only copy.
  configure({ useWebWorkers: false });
  const out = new PassThrough();
  const left = new AbortController();
  out.once('close', () => {
    left.abort();
    bytes.destroy();
  });
  // Node's own adapters between the two kinds of streams throw outside of any promise when a reader leaves.
  const writable = new WritableStream<Uint8Array>({
    async write(chunk) {
      left.signal.throwIfAborted();
      if (!out.write(chunk)) await once(out, 'drain', { signal: left.signal });
    },
  });
  const zip = new ZipWriter(writable, { password: ZIP_PASSWORD, encryptionStrength: AES_256, level: 0 });
  zip
    .add(name, ReadableStream.from<Uint8Array>(bytes))
    .then(() => zip.close())
    .then(() => out.end())
    .catch((error: Error) => out.destroy(error));
  return out;
}
