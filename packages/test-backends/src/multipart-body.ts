export interface Part {
  readonly headers: string;
  readonly content: string | Uint8Array;
}

export const BOUNDARY = 'X-ASSAY-BOUNDARY-9f2c';

/** A multipart body byte for byte; `end: false` leaves the last boundary out. */
export function multipartBody(parts: readonly Part[], { end = true }: { end?: boolean } = {}): Buffer {
  const pieces = parts.flatMap(({ headers, content }) => [
    Buffer.from(`--${BOUNDARY}\r\n${headers}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat(end ? [...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)] : pieces.slice(0, -1));
}

/** The part `file` as most clients write it. */
export function filePart(content: string | Uint8Array, filename = 'sample.bin'): Part {
  return {
    headers: `Content-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: application/octet-stream`,
    content,
  };
}
