import type { ApiKeyRecord } from '@assay/contracts';

/** Whose record it is. Bound to the sealed text, so that it opens in no other place. */
export interface SealedPlace {
  readonly token: string;
  readonly userId: string;
}

/** Seals API key records. Asynchronous, because the data key may come from a key service. */
export interface Sealer {
  /** `notAfter` is the millisecond at which the text stops opening; null for the lasting record in the table. */
  seal(record: ApiKeyRecord, version: number, notAfter: number | null): Promise<string>;
  /** The record and its seal, or null when the text was not sealed with a known key for this place. */
  open(sealed: string, place: SealedPlace): Promise<OpenedRecord | null>;
}

export interface OpenedRecord {
  readonly record: ApiKeyRecord;
  readonly version: number;
  readonly notAfter: number | null;
}

/** A sealer on a 32-byte key: the key itself, or a file (mode 0600) that holds it in hex. */
export async function openSealer(_key: string | Uint8Array): Promise<Sealer> {
  throw new Error('not there yet');
}

/** Writes a new key file with mode 0600; keeps the one that is there. */
export async function createSealKeyFile(_path: string): Promise<void> {
  throw new Error('not there yet');
}
