import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { configure, ZipWriter } from '@zip.js/zip.js';

/** The field's customary password: it keeps scanners and shells from opening a sample by accident, and is no secret. */
export const ZIP_PASSWORD = 'infected';

/** What goes into an archive. */
export interface ZipEntry {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly bytes: Readable;
}

const AES_256 = 3;

/** From here on sizes need 64 bits, with room for what encryption adds. */
const ZIP64_BYTES = 0xff00_0000;

/**
 * A ZIP archive of these files, each encrypted with AES-256, made while it is read: the next file is asked for when the
 * one before it has gone out. The bytes are not compressed: samples mostly do not shrink, and a download is not worth the
 * CPU time. When a file cannot be read to its end, the archive ends with an error.
 */
export function zipSamples(samples: AsyncIterable<ZipEntry>, password: string): Readable {
  // Workers are for pages; here they would only copy.
  configure({ useWebWorkers: false });
  const out = new PassThrough();
  const left = new AbortController();
  out.once('close', () => left.abort());
  const zip = new ZipWriter(writableTo(out, left.signal), { password, encryptionStrength: AES_256, level: 0 });
  addAll(zip, samples, left.signal)
    .then(() => zip.close())
    .then(() => out.end())
    .catch((error: Error) => out.destroy(error));
  return out;
}

async function addAll(zip: ZipWriter<unknown>, samples: AsyncIterable<ZipEntry>, left: AbortSignal): Promise<void> {
  for await (const { name, size, bytes } of samples) {
    const stop = () => bytes.destroy();
    left.addEventListener('abort', stop);
    try {
      left.throwIfAborted();
      await zip.add(name, ReadableStream.from<Uint8Array>(bytes), { zip64: size >= ZIP64_BYTES });
    } finally {
      left.removeEventListener('abort', stop);
      bytes.destroy();
    }
  }
}

/** Node's own adapters between the two kinds of streams throw outside of any promise when a reader leaves. */
function writableTo(out: PassThrough, left: AbortSignal): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    async write(chunk) {
      left.throwIfAborted();
      if (!out.write(chunk)) await once(out, 'drain', { signal: left });
    },
  });
}
