import { createSecretKey, type KeyObject } from 'node:crypto';
import { AssayError } from '@assay/contracts';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { DataKey, DataKeys } from './data-keys.ts';
import { onceAtATime } from './once-at-a-time.ts';
import { createRecent } from './recent.ts';

/** A data key seals for so long, and opens from this process's memory for so long after it was last got. */
const KEY_MS = 3_600_000;
const OPENED_KEYS = 1000;
/** When a new data key was not to be had, the old one goes on for so long. */
const AGAIN_MS = 60_000;

/** Bound to every wrapped data key; whoever may use the KMS key for something else cannot unwrap ours with that alone. */
const CONTEXT = { assay: 'seal' };

/** What KMS says of bytes that it has not wrapped with this key for this purpose. */
const NOT_OURS = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

/** What will not pass by itself: the key is not there, is switched off, or is not ours to use. */
const LASTING = new Set([
  'AccessDeniedException',
  'DisabledException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'NotFoundException',
  'ValidationException',
]);

/**
 * Data keys that a key of AWS KMS wraps; the wrapped key is the id in the sealed text, so whoever may use the KMS key
 * opens it. Gets the first at once, so that a wrong configuration stops the start.
 */
export async function keysOfKms(
  client: Pick<KMSClient, 'send'>,
  keyId: string,
  clock: () => number = Date.now,
): Promise<DataKeys> {
  const opened = createRecent<KeyObject>(OPENED_KEYS, KEY_MS, clock);
  const unwrapped = onceAtATime(String, (id: string) => unwrap(client, keyId, id), clock);
  let current = await generate(client, keyId);
  let renewAt = clock() + KEY_MS;
  opened.put(current.id, current.key, clock());

  async function renew(): Promise<void> {
    renewAt = clock() + AGAIN_MS;
    current = await generate(client, keyId);
    renewAt = clock() + KEY_MS;
    opened.put(current.id, current.key, clock());
  }

  return {
    format: 'k1',
    id: /^[\w-]{16,2000}$/,
    async current() {
      // The one that asks first gets the new key for all; while KMS is away the old one is as good.
      if (clock() >= renewAt) await renew().catch(() => {});
      return current;
    },
    async find(id) {
      const known = opened.get(id);
      if (known !== null) return known;
      const { value: key, readAt } = await unwrapped(id);
      if (key !== null) opened.put(id, key, readAt);
      return key;
    },
  };
}

async function generate(client: Pick<KMSClient, 'send'>, keyId: string): Promise<DataKey> {
  const command = new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: CONTEXT });
  const { CiphertextBlob: wrapped, Plaintext: plain } = await asked(() => client.send(command));
  if (wrapped === undefined || plain === undefined) throw nonsense();
  return { id: Buffer.from(wrapped).toString('base64url'), key: secretOf(plain) };
}

async function unwrap(client: Pick<KMSClient, 'send'>, keyId: string, id: string): Promise<KeyObject | null> {
  const command = new DecryptCommand({
    KeyId: keyId,
    CiphertextBlob: Buffer.from(id, 'base64url'),
    EncryptionContext: CONTEXT,
  });
  const answer = await asked(() =>
    client.send(command).catch((error: unknown) => {
      if (error instanceof Error && NOT_OURS.has(error.name)) return null;
      throw error;
    }),
  );
  if (answer === null) return null;
  if (answer.Plaintext === undefined) throw nonsense();
  return secretOf(answer.Plaintext);
}

/** The key's bytes do not stay in memory beside it. */
function secretOf(plain: Uint8Array): KeyObject {
  if (plain.length !== 32) throw nonsense();
  const key = createSecretKey(plain);
  plain.fill(0);
  return key;
}

async function asked<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'unknown';
    const kind = LASTING.has(name) ? 'internal' : 'transient';
    throw new AssayError(kind, undefined, { internal: `the key service did not answer: ${name}`, cause });
  }
}

function nonsense(): AssayError {
  return new AssayError('internal', undefined, { internal: 'the key service answered without a key' });
}
