import { randomBytes } from 'node:crypto';
import type { UploadSource } from './upload-source.ts';

/** A form with one file as the body of a request, whose length is known before it is read. */
export interface Multipart {
  readonly headers: Record<string, string>;
  stream(): ReadableStream<Uint8Array>;
}

/** `onBytes` is told how many bytes of the file have been handed over so far. */
export function multipart(source: UploadSource, onBytes: (bytes: number) => void = () => undefined): Multipart {
  const boundary = `assay-${randomBytes(16).toString('hex')}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escapeName(source.name)}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* parts() {
    yield head;
    let sent = 0;
    onBytes(sent);
    for await (const chunk of source.read()) {
      yield chunk;
      // Asked for the next one, so this one has gone.
      sent += chunk.byteLength;
      onBytes(sent);
    }
    yield tail;
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + source.size + tail.length),
    },
    stream: () => ReadableStream.from(parts()) as ReadableStream<Uint8Array>,
  };
}

/** As the specification of forms (WHATWG) writes a name that would otherwise end the header. */
function escapeName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
