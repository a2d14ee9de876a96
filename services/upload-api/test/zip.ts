import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter, type ZipWriterConstructorOptions } from '@zip.js/zip.js';

export type Entries = readonly (readonly [name: string, content: Uint8Array | string | null])[];

/** A ZIP of these entries, folders without content, protected with AES-256 unless told otherwise. */
export async function zipOf(
  entries: Entries,
  options: ZipWriterConstructorOptions = {},
  password: string | null = 'infected',
): Promise<Buffer> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), {
    useWebWorkers: false,
    ...(password === null ? {} : { password, encryptionStrength: 3 as const }),
    ...options,
  });
  for (const [name, content] of entries) {
    if (content === null) await zip.add(name, undefined, { directory: true });
    else await zip.add(name, new Uint8ArrayReader(new Uint8Array(Buffer.from(content))));
  }
  return Buffer.from(await zip.close());
}
