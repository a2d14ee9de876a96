import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { keysAtHand } from './file-keys.ts';
import { keysOfKms } from './kms-keys.ts';
import { readSealKeys } from './seal-key-file.ts';
import { createSealer, type Sealer } from './sealer.ts';

/** Each call is short; a key service that hangs must not hold a request for long. */
const PATIENCE = { maxAttempts: 2, requestHandler: { connectionTimeout: 1000, requestTimeout: 2000 } };

/**
 * A sealer with the key that `key` names: `kms:<id, alias or ARN of a key>` of AWS KMS, which `kms` says how to reach; the
 * path of a key file, whose first key seals and all of whose keys open, so that keys can be changed while the system
 * runs; or the 32 bytes of a key. Throws when the key cannot be had now.
 */
export async function openSealer(key: string | Uint8Array, kms: KMSClientConfig = {}): Promise<Sealer> {
  if (typeof key !== 'string') return createSealer(keysAtHand([key]));
  const [, keyId] = /^kms:(.+)$/.exec(key) ?? [];
  if (keyId === undefined) return createSealer(keysAtHand(await readSealKeys(key)));
  return createSealer(await keysOfKms(new KMSClient({ ...PATIENCE, ...kms }), keyId));
}
