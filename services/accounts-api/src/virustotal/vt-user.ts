import { rank } from '@assay/auth';
import type { OverallQuotas, UserItem, VirusTotalUser } from '@assay/contracts';
import { userRelationship } from './user-relationships.ts';

type Attributes = VirusTotalUser['data']['attributes'];

/** Where VirusTotal's clients find a user. */
export function userAddress({ UserName }: Pick<UserItem, 'UserName'>, origin: string): string {
  return `${origin}/api/v3/users/${UserName}`;
}

/** A user in VirusTotal's attributes. `relationships`: names of those that are asked for. */
export function vtUser(
  user: UserItem,
  { data: quotas }: OverallQuotas,
  origin: string,
  relationships: ReadonlySet<string> = new Set(),
): VirusTotalUser {
  const { Email, CreatedAt, LastLogin } = user.UserInfo;
  const self = userAddress(user, origin);
  return {
    data: {
      type: 'user',
      id: user.UserName,
      links: { self },
      attributes: {
        first_name: user.UserName,
        last_name: '',
        ...(Email === null ? {} : { email: Email }),
        status: user.State === 'live' && !user.Disabled ? 'active' : 'inactive',
        user_since: seconds(CreatedAt),
        ...(LastLogin === null ? {} : { last_login: seconds(LastLogin) }),
        reputation: 0,
        profile_phrase: '',
        has_2fa: false,
        quotas: Object.fromEntries(Object.entries(quotas).map(([name, { user: own }]) => [name, own])),
        privileges: privilegesOf(user),
      },
      ...(relationships.size === 0 ? {} : { relationships: relationshipsOf(self, relationships) }),
    },
  };
}

function privilegesOf({ AccessLevel }: UserItem): Attributes['privileges'] {
  const privilege = (granted: boolean) => ({
    granted,
    expiration_date: null,
    inherited_from: null,
    inherited_via: null,
  });
  return {
    intelligence: privilege(true),
    'download-file': privilege(true),
    'read-across-users': privilege(rank(AccessLevel) >= rank('analyst')),
    administration: privilege(rank(AccessLevel) >= rank('admin')),
  };
}

function relationshipsOf(self: string, names: Iterable<string>) {
  return Object.fromEntries([...names].map((name) => [name, userRelationship(self, name)]));
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
