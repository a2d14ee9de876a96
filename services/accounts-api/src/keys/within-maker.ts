import { type Caller, isWithin } from '@assay/auth';
import { AssayError } from '@assay/contracts';
import { getApiKey } from '@assay/table';
import type { KeyParts, KeyWishes } from './create-key.ts';
import { openKeyRecord } from './open-key-record.ts';

/**
 * What is wished of a key, within the bounds of the key that makes it, so that no key makes itself free of them: it works
 * from the same networks or some of them, no longer than its maker, and needs `exp` where that does. Whoever is signed in has
 * no such bounds. Throws `forbidden` for a network outside. See decision 0203.
 */
export async function withinMaker(
  { table, sealer }: Pick<KeyParts, 'table' | 'sealer'>,
  { userId, token }: Pick<Caller, 'userId' | 'token'>,
  wishes: KeyWishes,
): Promise<KeyWishes> {
  if (token === null) return wishes;
  const maker = await getApiKey(table, userId, token);
  // Gone or revoked since the caller was let in.
  if (maker === null || maker.RevokedAt !== null) throw new AssayError('wrong-credentials');
  if (wishes.networks.length > 0 && !isWithin(wishes.networks, maker.Networks)) {
    throw new AssayError('forbidden', 'A key works from no network from which the key that makes it does not.');
  }
  const { requireExp } = await openKeyRecord(sealer, maker, userId);
  return {
    ...wishes,
    networks: wishes.networks.length > 0 ? wishes.networks : maker.Networks,
    requireExp: wishes.requireExp || requireExp,
    expiresAt: earliest(wishes.expiresAt, maker.ExpiresOn),
  };
}

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) < Date.parse(b) ? a : b;
}
