import type { ApiKey, ApiKeyItem } from '@assay/contracts';

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
    },
  };
}
