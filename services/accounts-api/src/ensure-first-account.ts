import type { Sealer } from '@assay/auth';
import type { AccessLevel } from '@assay/contracts';
import type { Table } from '@assay/table';

/** As in `credentials.json`, without the URL. Password and secret only of what was made just now. */
export interface FirstAccount {
  readonly username: string;
  readonly user_id: string;
  /** Null when the user was there before, or its password was given. */
  readonly password: string | null;
  readonly public_api_token: string;
  readonly secret_key: string;
}

/**
 * Makes the first user and an API key, once. With `known` (the credentials of an earlier run) nothing is made when that
 * key still opens; a run that died between its writes is completed by the next one.
 */
export async function ensureFirstAccount(
  _deps: { table: Table; sealer: Sealer; now?: () => Date },
  _account: {
    username: string;
    password?: string | undefined;
    accessLevel?: AccessLevel;
    known?: { public_api_token: string } | undefined;
  },
): Promise<FirstAccount> {
  throw new Error('not there yet');
}
