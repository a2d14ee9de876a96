import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { AssayError, MAX_RESULT_BYTES } from '@assay/contracts';
import type { ObjectKey, SampleStore } from '@assay/samples';
import type { z } from 'zod';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Most bytes of JSON that are packed, and so the most that come out again; no body with a result is larger. */
const MOST_BYTES = MAX_RESULT_BYTES;

/** Most bytes that they can have when they are packed: zlib's own bound is less than a part in 3,000 above them. */
const MOST_PACKED_BYTES = MOST_BYTES + MOST_BYTES / 2048;

/** JSON kept beside an item: compressed inside it when it is small, else in the sample store. */
export interface Packed {
  readonly inline: Uint8Array<ArrayBuffer> | null;
  readonly key: ObjectKey | null;
}

/** What was packed is gone, or is not what it should be. Who can do without it, or make it again, may go on. */
export class CannotOpen extends AssayError {
  constructor(internal: string, cause?: unknown) {
    super('internal', undefined, { internal, cause });
    this.name = 'CannotOpen';
  }
}

/**
 * Packs a value; above `inlineBytes` it is durable in the store under `key` before this resolves. Throws `too-large` for
 * what could not be opened again.
 */
export async function pack(
  samples: SampleStore,
  key: ObjectKey,
  value: z.core.util.JSONType,
  inlineBytes: number,
): Promise<Packed> {
  const text = Buffer.from(JSON.stringify(value), 'utf8');
  if (text.length > MOST_BYTES) {
    throw new AssayError('too-large', `At most ${MOST_BYTES} bytes of JSON can be kept.`);
  }
  const bytes = await compress(text);
  if (bytes.length <= inlineBytes) return { inline: new Uint8Array(bytes), key: null };
  await samples.put(key, bytes);
  return { inline: null, key };
}

/** Opens what `pack` packed as what it should be; null when nothing was packed. Throws `CannotOpen`. */
export async function unpack<S extends z.ZodType>(
  samples: SampleStore,
  schema: S,
  packed: Packed,
): Promise<z.infer<S> | null> {
  if (packed.inline === null && packed.key === null) return null;
  const place = packed.key ?? 'its item';
  const bytes = packed.inline ?? (await samples.read(packed.key as ObjectKey, MOST_PACKED_BYTES));
  if (bytes === null) throw new CannotOpen(`the object ${place} is missing`);
  try {
    const text = await decompress(bytes, { maxOutputLength: MOST_BYTES });
    return schema.parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    throw new CannotOpen(`what lies in ${place} is not what was packed`, error);
  }
}
