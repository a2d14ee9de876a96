import type { ApiKey, ApiKeyItem, NewApiKeyObject } from '@assay/contracts';
import { userId } from '@assay/table';

/** An API key as its user sees it. */
export function keyObject(item: ApiKeyItem, userName: string, origin: string): ApiKey {
  return {
    type: 'api_key',
    id: item.Api.ApiKey,
    links: { self: `${origin}/api/v1/users/${userName}/keys/${item.Api.ApiKey}` },
    attributes: {
      name: item.Name,
      access_level: item.Api.AccessLevel,
      created: item.CreatedAt,
      revoked: item.RevokedAt,
      expires: item.ExpiresOn,
      networks: item.Networks,
      last_used: item.LastUsedAt,
      replaced_by: item.ReplacedBy,
    },
  };
}

/** A key that was just made, with its secret. */
export function newKeyObject(item: ApiKeyItem, secret: string, userName: string, origin: string): NewApiKeyObject {
  const data = keyObject(item, userName, origin);
  return { data, secret, user_id: userId(userName), public_api_token: item.Api.ApiKey };
}
