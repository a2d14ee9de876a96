import { revokeApiKey, userId } from '@assay/table';
import type { AccountParts } from '../account-app.ts';
import type { Deed } from '../audit/record-deed.ts';
import type { MadeKey } from './create-key.ts';

/** The making of a key, under whose token it is written down. One that cannot be is revoked: nobody saw its secret. */
export function newKeyDeed(
  { table, now }: Pick<AccountParts, 'table' | 'now'>,
  action: string,
  owner: string,
  old: string | null = null,
): Deed<MadeKey> {
  return {
    action,
    subject: old === null ? owner : `${owner}/${old}`,
    subjectOf: ({ item }) => `${owner}/${item.Api.ApiKey}`,
    undo: ({ item }) => revokeApiKey(table, userId(owner), item.Api.ApiKey, now()),
    ...(old === null ? {} : { details: { replaces: old } }),
  };
}
