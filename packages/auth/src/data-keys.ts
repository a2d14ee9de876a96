import type { KeyObject } from 'node:crypto';

/** A key that seals. `id` says in the sealed text how it is found again. */
export interface DataKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** Where data keys come from: a key file or a key service. Throws AssayError `transient` when that does not answer. */
export interface DataKeys {
  /** How the ids are made; the first part of every sealed text. */
  readonly format: string;
  /** The form of an id, looked at before anything is done with it. */
  readonly id: RegExp;
  /** The key that seals now. */
  current(): Promise<DataKey>;
  /** The key of this id; null when it is none of ours. */
  find(id: string): Promise<KeyObject | null>;
}
