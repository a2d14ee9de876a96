import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { AssayError } from '@assay/contracts';
import type { ObjectKey, SampleStore } from '@assay/samples';
import type { z } from 'zod';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Most bytes that packed JSON may have when it is opened: four times the longest line an engine may write. */
const MOST_BYTES = 16 * 1024 * 1024;

/** JSON kept beside an item: compressed inside it when it is small, else in the sample store. */
export interface Packed {
  readonly inline: Uint8Array<ArrayBuffer> | null;
  readonly key: ObjectKey | null;
}

/** Packs a value; above `inlineBytes` it is durable in the store under `key` before this resolves. */
export async function pack(
  samples: SampleStore,
  key: ObjectKey,
  value: z.core.util.JSONType,
  inlineBytes: number,
): Promise<Packed> {
  const bytes = await compress(Buffer.from(JSON.stringify(value), 'utf8'));
  if (bytes.length <= inlineBytes) return { inline: new Uint8Array(bytes), key: null };
  await samples.put(key, bytes);
  return { inline: null, key };
}

/** Opens what `pack` packed as what it should be; null when nothing was packed. */
export async function unpack<S extends z.ZodType>(
  samples: SampleStore,
  schema: S,
  packed: Packed,
): Promise<z.infer<S> | null> {
  if (packed.inline === null && packed.key === null) return null;
  const bytes = packed.inline ?? (await samples.read(packed.key as ObjectKey, MOST_BYTES));
  if (bytes === null) throw new AssayError('internal', undefined, { internal: `the object ${packed.key} is missing` });
  const text = await decompress(bytes, { maxOutputLength: MOST_BYTES });
  return schema.parse(JSON.parse(text.toString('utf8')));
}
