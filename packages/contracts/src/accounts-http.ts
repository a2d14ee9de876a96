import { z } from 'zod';
import { AccessLevel } from './account.ts';
import { PublicApiToken, UserId, UserName } from './ids.ts';

const Links = z.object({ self: z.url() });

/** `GET /api/v1/users/me`. */
export const UserObject = z
  .object({
    data: z.object({
      type: z.literal('user'),
      id: UserName,
      links: Links,
      attributes: z.object({
        user_id: UserId,
        email: z.string().nullable(),
        access_level: AccessLevel.describe('Of the key that was used; never more than its user has.'),
        user_since: z.iso.datetime(),
        last_login: z.iso.datetime().nullable(),
      }),
    }),
  })
  .meta({ id: 'User' });
export type UserObject = z.infer<typeof UserObject>;

/** An API key as its user sees it; the secret is shown once, when the key is made. */
export const ApiKey = z
  .object({
    type: z.literal('api_key'),
    id: PublicApiToken,
    links: Links,
    attributes: z.object({
      name: z.string(),
      access_level: AccessLevel,
      created: z.iso.datetime(),
      revoked: z.iso.datetime().nullable(),
    }),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyObject = z.object({ data: ApiKey }).meta({ id: 'ApiKeyObject' });
export const ApiKeyList = z
  .object({ data: z.array(ApiKey), meta: z.object({ count: z.int() }), links: Links })
  .meta({ id: 'ApiKeyList' });

/** What making a key answers: besides the key its secret, for the only time. */
export const NewApiKeyObject = z
  .object({ data: ApiKey, secret: z.string(), user_id: UserId, public_api_token: PublicApiToken })
  .meta({ id: 'NewApiKeyObject' });
export type NewApiKeyObject = z.infer<typeof NewApiKeyObject>;

/** The body that makes a key; it may be empty. */
export const NewApiKeyRequest = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, 'must be printable')
      .default('API key')
      .describe('What people call it.'),
    access_level: AccessLevel.optional().describe("Not more than the caller's; theirs when absent."),
    require_exp: z.boolean().default(false).describe('Refuse tokens of this key that never expire.'),
  })
  .meta({ id: 'NewApiKeyRequest' });
