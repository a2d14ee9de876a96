import type { AccessLevel, User, UserItem } from '@assay/contracts';
import { userId } from '@assay/table';
import { NO_PASSWORD } from '../passwords/hash-password.ts';
import { shownQuotas } from './quotas.ts';

/** A user as the API shows them. `accessLevel`: of the key or session that asks, where that is what is asked for. */
export function userObject(user: UserItem, origin: string, accessLevel: AccessLevel = user.AccessLevel): User {
  const { Issuer, Subject } = user.OpenId ?? {};
  return {
    type: 'user',
    id: user.UserName,
    links: { self: `${origin}/api/v1/users/${user.UserName}` },
    attributes: {
      user_id: userId(user.UserName),
      email: user.UserInfo.Email,
      access_level: accessLevel,
      status: statusOf(user),
      user_since: user.UserInfo.CreatedAt,
      last_login: user.UserInfo.LastLogin,
      quotas: user.Quotas === null ? null : shownQuotas(user.Quotas),
      retention_days: user.RetentionDays,
      openid: Issuer === undefined || Subject === undefined ? null : { issuer: Issuer, subject: Subject },
      has_password: user.PasswordHash !== NO_PASSWORD,
    },
  };
}

function statusOf({ State, Disabled }: UserItem): User['attributes']['status'] {
  if (State !== 'live') return 'deleting';
  return Disabled ? 'disabled' : 'active';
}
