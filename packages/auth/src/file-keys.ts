import { createHash, createSecretKey } from 'node:crypto';
import type { DataKey, DataKeys } from './data-keys.ts';

/** Data keys that are at hand: the first seals, all of them open. */
export function keysAtHand(keys: readonly Uint8Array[]): DataKeys {
  const named = keys.map(nameKey);
  const [current] = named;
  if (current === undefined) throw new Error('the seal key file holds no key');
  const byId = new Map(named.map((each) => [each.id, each.key]));
  return {
    format: 'a1',
    id: /^[0-9a-f]{16}$/,
    current: () => Promise.resolve(current),
    find: (id) => Promise.resolve(byId.get(id) ?? null),
  };
}

function nameKey(bytes: Uint8Array): DataKey {
  if (bytes.length !== 32) throw new Error('a seal key has 32 bytes');
  const id = createHash('sha256').update('assay seal key id').update(bytes).digest('hex').slice(0, 16);
  return { id, key: createSecretKey(bytes) };
}
