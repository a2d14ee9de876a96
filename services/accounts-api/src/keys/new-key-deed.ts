import type { Deed } from '../audit/record-deed.ts';
import type { MadeKey } from './create-key.ts';

/** The making of a key, under whose token it is written down when it is there. `old`: the token that it replaces. */
export function newKeyDeed(action: string, owner: string, old: string | null = null): Deed<MadeKey> {
  return {
    action,
    subject: old === null ? owner : `${owner}/${old}`,
    subjectOf: ({ item }) => `${owner}/${item.Api.ApiKey}`,
    ...(old === null ? {} : { details: { replaces: old } }),
  };
}
