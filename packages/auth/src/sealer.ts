import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { ApiKeyRecord } from '@assay/contracts';
import { readSealKeys } from './seal-key-file.ts';

/** Whose record it is. Bound to the sealed text, so that it opens in no other place. */
export interface SealedPlace {
  readonly token: string;
  readonly userId: string;
}

export interface OpenedRecord {
  readonly record: ApiKeyRecord;
  readonly version: number;
  readonly notAfter: number | null;
}

/** Seals API key records. Asynchronous, because the data key may come from a key service. */
export interface Sealer {
  /** `notAfter` (milliseconds since 1970) is sealed in for whoever opens the text; null for the record in the table. */
  seal(record: ApiKeyRecord, version: number, notAfter: number | null): Promise<string>;
  /** The record and what was sealed in with it, or null when the text was not sealed with a known key for this place. */
  open(sealed: string, place: SealedPlace): Promise<OpenedRecord | null>;
}

const FORMAT = 'a1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^a1\.([0-9a-f]{16})\.([1-9]\d{0,8})\.(0|[1-9]\d{0,15})\.([\w-]{16})\.([\w-]{1,4000})$/;

/**
 * AES-256-GCM. The text is `a1.<key id>.<version>.<not after or 0>.<nonce>.<ciphertext and tag>`; everything before the
 * nonce, the token and the user are its associated data. Takes the 32 bytes of a key, or the path of a key file, whose
 * first key seals and all of whose keys open, so that keys can be changed while the system runs.
 */
export async function openSealer(key: string | Uint8Array): Promise<Sealer> {
  const keys = (typeof key === 'string' ? await readSealKeys(key) : [key]).map(named);
  const [current] = keys;
  if (current === undefined) throw new Error('the seal key file holds no key');
  const byId = new Map(keys.map((each) => [each.id, each.key]));
  return {
    async seal(record, version, notAfter) {
      const header = `${FORMAT}.${current.id}.${version}.${notAfter ?? 0}`;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(associated(header, record));
      const sealed = Buffer.concat([
        cipher.update(JSON.stringify(record), 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return `${header}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
    },
    async open(text, place) {
      const match = SEALED.exec(text);
      if (match === null) return null;
      const [, id = '', version, notAfter, nonce = '', sealed = ''] = match;
      const key = byId.get(id);
      if (key === undefined) return null;
      const header = `${FORMAT}.${id}.${version}.${notAfter}`;
      const record = decrypt(
        key,
        Buffer.from(nonce, 'base64url'),
        Buffer.from(sealed, 'base64url'),
        associated(header, place),
      );
      if (record === null || record.token !== place.token || record.userId !== place.userId) return null;
      return { record, version: Number(version), notAfter: notAfter === '0' ? null : Number(notAfter) };
    },
  };
}

function named(bytes: Uint8Array): { id: string; key: KeyObject } {
  if (bytes.length !== 32) throw new Error('a seal key has 32 bytes');
  const id = createHash('sha256').update('assay seal key id').update(bytes).digest('hex').slice(0, 16);
  return { id, key: createSecretKey(bytes) };
}

function associated(header: string, { token, userId }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([header, token, userId]), 'utf8');
}

function decrypt(key: KeyObject, nonce: Buffer, sealed: Buffer, aad: Buffer): ApiKeyRecord | null {
  if (sealed.length <= TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(aad)
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
    return ApiKeyRecord.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
