import type { AccessLevel } from '@assay/contracts';
import type { Table } from '@assay/table';
import type { Sealer } from './sealer.ts';

export interface TestAccount {
  readonly userName: string;
  readonly userId: string;
  readonly token: string;
  readonly secret: string;
  /** A JWT as clients send it; `claims` are added to the two of the seed. */
  jwt(claims?: Record<string, unknown>): string;
  /** `{ authorization: 'Bearer …' }`. */
  headers(): { authorization: string };
}

/** Writes a user with one API key into the table. */
export async function makeAccount(
  _into: { table: Table; sealer: Sealer },
  _user?: { userName?: string; accessLevel?: AccessLevel; requireExp?: boolean },
): Promise<TestAccount> {
  throw new Error('not there yet');
}

/** A sealer with a key of its own. */
export function testSealer(): Promise<Sealer> {
  throw new Error('not there yet');
}
