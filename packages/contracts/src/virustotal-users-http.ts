import { z } from 'zod';
import { Email } from './accounts-http.ts';
import { Descriptor } from './http.ts';
import { PageMeta } from './page.ts';

const Quota = z.object({ allowed: z.int(), used: z.int() });
const Privilege = z.object({
  granted: z.boolean(),
  expiration_date: z.int().nullable(),
  inherited_from: z.string().nullable(),
  inherited_via: z.string().nullable(),
});

/** A relationship of a user. There are no groups: where there could be several it is an empty list, else null. */
export const UserRelationship = z
  .object({
    data: z.union([z.array(Descriptor).length(0), z.null()]),
    meta: PageMeta.optional(),
    links: z.object({ self: z.url(), related: z.url() }),
  })
  .meta({ id: 'UserRelationship' });
export type UserRelationship = z.infer<typeof UserRelationship>;

/** A user in VirusTotal's attributes. Names of people, profiles and second factors are not kept here. */
export const VirusTotalUser = z
  .object({
    data: z.object({
      type: z.literal('user'),
      id: z.string(),
      links: z.object({ self: z.url() }),
      attributes: z.object({
        first_name: z.string(),
        last_name: z.string(),
        email: z.string().optional().describe('For the user and for admins.'),
        status: z.enum(['active', 'inactive']),
        user_since: z.int().describe('Unix seconds.'),
        last_login: z.int().optional().describe('Unix seconds; absent before the first sign-in.'),
        reputation: z.int(),
        profile_phrase: z.string(),
        has_2fa: z.boolean(),
        quotas: z.record(z.string(), Quota),
        privileges: z.record(z.string(), Privilege),
      }),
      relationships: z.record(z.string(), UserRelationship).optional(),
    }),
  })
  .meta({ id: 'VirusTotalUser' });
export type VirusTotalUser = z.infer<typeof VirusTotalUser>;

/** What of a user VirusTotal's clients can change here. */
export const VirusTotalUserChanges = z
  .looseObject({
    data: z.looseObject({
      type: z.literal('user').optional(),
      attributes: z.strictObject({ email: Email.optional() }).default({}),
    }),
  })
  .meta({ id: 'VirusTotalUserChanges' });
