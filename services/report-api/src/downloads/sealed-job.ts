import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps what others may hold for us secret and unchanged, each text bound to the place where it lies. */
export interface JobSeal {
  seal(place: string, text: string): string;
  /** Null when it was not sealed by this key for this place. */
  open(place: string, sealed: string): string | null;
}

/** AES-256-GCM with a key of its own, derived from a service's key; the place is its associated data. */
export function createJobSeal(key: KeyObject): JobSeal {
  const own = Buffer.from(hkdfSync('sha256', key, '', 'assay zip jobs', 32));
  return {
    seal(place, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', own, nonce).setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64',
      );
    },
    open(place, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', own, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        // Sealed for another place or with another key, or not by us.
        return null;
      }
    },
  };
}
