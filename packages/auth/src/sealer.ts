import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { DataKeys } from './data-keys.ts';
import type { RecordKind } from './record-kinds.ts';

export interface Opened<R> {
  readonly record: R;
  readonly version: number;
  readonly notAfter: number | null;
}

/** Seals records. Asynchronous, because the data key may come from a key service. */
export interface Sealer {
  /** `notAfter` (milliseconds since 1970) is sealed in for whoever opens the text; null for one that is kept. */
  seal<R extends P, P>(kind: RecordKind<R, P>, record: R, version: number, notAfter: number | null): Promise<string>;
  /**
   * The record and what was sealed in with it, or null when the text was not sealed with a known key, as this kind, for
   * this place.
   */
  open<R extends P, P>(kind: RecordKind<R, P>, sealed: string, place: P): Promise<Opened<R> | null>;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^([a-z]\d)\.([\w-]{16,2000})\.([1-9]\d{0,8})\.(0|[1-9]\d{0,15})\.([\w-]{16})\.([\w-]{1,4000})$/;

/**
 * AES-256-GCM with these data keys. The text is `<format>.<key id>.<version>.<not after or 0>.<nonce>.<ciphertext and tag>`;
 * everything before the nonce and the record's place are its associated data.
 */
export function createSealer(keys: DataKeys): Sealer {
  return {
    async seal(kind, record, version, notAfter) {
      const { id, key } = await keys.current();
      const header = `${keys.format}.${id}.${version}.${notAfter ?? 0}`;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(header, kind.place(record)));
      const sealed = [cipher.update(JSON.stringify(record), 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${header}.${nonce.toString('base64url')}.${Buffer.concat(sealed).toString('base64url')}`;
    },
    async open(kind, text, place) {
      const [, format, id = '', version, notAfter, nonce = '', sealed = ''] = SEALED.exec(text) ?? [];
      const key = format === keys.format && keys.id.test(id) ? await keys.find(id) : null;
      if (key === null) return null;
      const aad = associated(`${format}.${id}.${version}.${notAfter}`, kind.place(place));
      const plain = decrypt(key, Buffer.from(nonce, 'base64url'), Buffer.from(sealed, 'base64url'), aad);
      const record = plain === null ? null : (kind.schema.safeParse(plain).data ?? null);
      // What was sealed for a place says so itself; a record that says otherwise was sealed by a defect of ours.
      if (record === null || String(kind.place(record)) !== String(kind.place(place))) return null;
      return { record, version: Number(version), notAfter: notAfter === '0' ? null : Number(notAfter) };
    },
  };
}

function associated(header: string, place: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([header, ...place]), 'utf8');
}

function decrypt(key: KeyObject, nonce: Buffer, sealed: Buffer, aad: Buffer): unknown {
  if (sealed.length <= TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(aad)
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
    return JSON.parse(text);
  } catch {
    return null;
  }
}
