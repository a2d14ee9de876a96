import { z } from 'zod';
import { AccessLevel, AuditOutcome, Network } from './account.ts';
import { PublicApiToken, UserId, UserName } from './ids.ts';
import { PageLinks, PageMeta } from './page.ts';

const Links = z.object({ self: z.url() });
const Time = z.iso.datetime();
const printable = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, 'must be printable');

/** Names that mean something else where a user name stands. */
const RESERVED: readonly string[] = ['me', 'system'];

/** The name of a user who is to be made. */
export const NewUserName = UserName.refine((name) => !RESERVED.includes(name), 'is reserved')
  .refine((name) => !UserId.safeParse(name).success, 'must not look like a user id')
  .describe('Lower case; chosen once, never changed and never given again.')
  .meta({ example: 'ada' });

/** A password that is to be set. Composed in one way (NFC), because keyboards send the same letter in several. */
export const NewPassword = z
  .string()
  .max(1024)
  .normalize('NFC')
  .refine((text) => text.isWellFormed(), 'is not text')
  .refine((text) => [...text].length >= 12 && [...text].length <= 256, 'must have 12 to 256 characters')
  .describe('12 to 256 characters of any kind.')
  .meta({ example: 'correct horse battery staple' });

/** A password that is only compared; whatever it is, it is right or wrong. */
export const GivenPassword = z
  .string()
  .min(1)
  .max(1024)
  .normalize('NFC')
  .meta({ example: 'correct horse battery staple' });

export const Email = z.email().max(254);

/** 0 is refused: who means nothing by it, and who means no bound, would both be right. */
const UserQuota = z
  .int()
  .min(1, 'is 1 or more, or null where nothing bounds; "enabled": false shuts a user out')
  .nullable()
  .optional();

/** What a user may take at most; what is absent is bounded by the configuration. */
export const UserQuotas = z
  .strictObject({
    requests_per_minute: UserQuota,
    requests_per_day: UserQuota,
    uploads_per_day: UserQuota,
    upload_bytes_per_day: UserQuota,
  })
  .describe('What the user may take at most. Absent: as configured; null: not bounded.')
  .meta({ id: 'UserQuotas' });
export type UserQuotas = z.infer<typeof UserQuotas>;

const RetentionDays = z
  .int()
  .min(1)
  .max(36_500)
  .nullable()
  .describe('Files are deleted so many days after their last submission; null: never.');

/** As the specification has subjects. */
const ASCII = /^[\x20-\x7e]+$/;

/** Who somebody is at an OpenID provider. */
export const OpenIdSubject = z
  .strictObject({
    issuer: z.url().max(512).regex(ASCII).meta({ example: 'https://id.example.com' }),
    subject: z.string().min(1).max(255).regex(ASCII).meta({ example: '248289761001' }),
  })
  .meta({ id: 'OpenIdSubject' });

export const User = z
  .object({
    type: z.literal('user'),
    id: UserName,
    links: Links,
    attributes: z.object({
      user_id: UserId,
      email: z.string().nullable(),
      access_level: AccessLevel.describe(
        'Of `users/me`: what this key or session allows, never more than its user has.',
      ),
      status: z.enum(['active', 'disabled', 'deleting']),
      user_since: Time,
      last_login: Time.nullable(),
      quotas: UserQuotas.nullable(),
      retention_days: RetentionDays,
      openid: OpenIdSubject.nullable(),
      has_password: z.boolean().describe('False for who signs in by OpenID Connect alone.'),
    }),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const UserObject = z.object({ data: User }).meta({ id: 'UserObject' });
export type UserObject = z.infer<typeof UserObject>;
export const UserList = z.object({ data: z.array(User), meta: PageMeta, links: PageLinks }).meta({ id: 'UserList' });

const madePassword = z
  .string()
  .nullable()
  .describe('The password, when none was given and one was made. Shown this once.');
export const NewUserObject = z.object({ data: User, password: madePassword }).meta({ id: 'NewUserObject' });

/** The body with which an admin makes a user. */
export const NewUserRequest = z
  .strictObject({
    user_name: NewUserName,
    password: NewPassword.optional(),
    email: Email.nullable().default(null),
    access_level: AccessLevel.default('user'),
    quotas: UserQuotas.nullable().default(null),
    retention_days: RetentionDays.default(null),
    openid: OpenIdSubject.nullable().default(null).describe('With it and without a password no password is made.'),
  })
  .meta({ id: 'NewUserRequest' });

/** What of a user can be changed. Users themselves change their email alone. */
export const UserChanges = z
  .strictObject({
    email: Email.nullable().optional(),
    access_level: AccessLevel.optional(),
    enabled: z.boolean().optional(),
    quotas: UserQuotas.nullable().optional(),
    retention_days: RetentionDays.optional(),
    openid: OpenIdSubject.nullable().optional(),
  })
  .meta({ id: 'UserChanges' });
export type UserChanges = z.infer<typeof UserChanges>;

export const PasswordChange = z
  .strictObject({ old_password: GivenPassword, new_password: NewPassword })
  .meta({ id: 'PasswordChange' });
export const PasswordReset = z
  .strictObject({ password: NewPassword.optional().describe('One is made when absent.') })
  .meta({ id: 'PasswordReset' });

/** A session as its user sees it. */
export const Session = z
  .object({
    type: z.literal('session'),
    id: z.string().regex(/^[0-9a-f]{64}$/),
    links: Links,
    attributes: z.object({
      is_active: z.boolean(),
      session_id: z.string(),
      last_login: Time,
      expires: Time,
      client: z.string().nullable().describe('What the browser calls itself.'),
      address: z.string().nullable(),
      current: z.boolean().describe('Whether this very request was sent with it.'),
    }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;
export const SessionObject = z.object({ data: Session }).meta({ id: 'SessionObject' });
export const SessionList = z
  .object({ data: z.array(Session), meta: z.object({ count: z.int() }), links: Links })
  .meta({ id: 'SessionList' });

export const SignIn = z
  .strictObject({ user_name: z.string().min(1).max(256), password: GivenPassword })
  .meta({ id: 'SignIn' });
export const PasswordAgain = z.strictObject({ password: GivenPassword }).meta({ id: 'PasswordAgain' });

/** The body with which a newcomer registers. */
export const Registration = z
  .strictObject({
    user_name: NewUserName,
    password: NewPassword,
    email: Email.nullable().default(null),
    invitation: z.string().min(1).max(256).optional().describe('The token of an invitation, where one is needed.'),
  })
  .meta({ id: 'Registration' });

export const Invitation = z
  .object({
    type: z.literal('invitation'),
    id: z.string().regex(/^[0-9a-f]{64}$/),
    links: Links,
    attributes: z.object({
      access_level: AccessLevel,
      email: z.string().nullable(),
      created: Time,
      created_by: z.string(),
      expires: Time,
      used_by: z.string().nullable(),
    }),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;
export const InvitationObject = z.object({ data: Invitation }).meta({ id: 'InvitationObject' });
export const InvitationList = z
  .object({ data: z.array(Invitation), meta: PageMeta, links: PageLinks })
  .meta({ id: 'InvitationList' });
export const NewInvitationObject = z
  .object({ data: Invitation, token: z.string().describe('Shown this once.') })
  .meta({ id: 'NewInvitationObject' });
export const NewInvitationRequest = z
  .strictObject({
    access_level: AccessLevel.default('user'),
    email: Email.nullable().default(null),
    expires_hours: z.int().min(1).max(720).default(168),
  })
  .meta({ id: 'NewInvitationRequest' });

/** An API key as its user sees it; the secret is shown once, when the key is made. */
export const ApiKey = z
  .object({
    type: z.literal('api_key'),
    id: PublicApiToken,
    links: Links,
    attributes: z.object({
      name: z.string(),
      access_level: AccessLevel,
      created: Time,
      revoked: Time.nullable(),
      expires: Time.nullable(),
      networks: z.array(z.string()).describe('From where it may be used; empty: from anywhere.'),
      last_used: Time.nullable().describe('To the minute.'),
      replaced_by: PublicApiToken.nullable().describe('The key that it was rotated to.'),
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
    name: printable(100).default('API key').describe('What people call it.'),
    access_level: AccessLevel.optional().describe("Not more than the caller's; theirs when absent."),
    require_exp: z.boolean().default(false).describe('Refuse tokens of this key that never expire.'),
    expires: Time.nullable().default(null).describe('From then on it is refused; never when null.'),
    networks: z
      .array(Network)
      .max(32)
      .default([])
      .describe('Addresses and networks (CIDR) from which alone it may be used.'),
  })
  .meta({ id: 'NewApiKeyRequest' });

/** The body that replaces a key; it may be empty. */
export const KeyRotation = z
  .strictObject({
    overlap_hours: z.int().min(0).max(720).default(24).describe('How long the old key goes on working.'),
  })
  .meta({ id: 'KeyRotation' });

/** Something that was done, or tried, by somebody. */
export const AuditEntryObject = z
  .object({
    type: z.literal('audit_entry'),
    id: z.string(),
    attributes: z.object({
      time: Time,
      action: z.string(),
      actor: z.string().describe('User name; `-` for nobody signed in, `system` for Assay itself.'),
      actor_token: z.string().nullable().describe('Public API token of the key that was used.'),
      subject: z.string(),
      address: z.string().nullable(),
      outcome: AuditOutcome.describe('`begun`: it goes on, or how it ended could not be written down.'),
      details: z.record(z.string(), z.json()),
    }),
  })
  .meta({ id: 'AuditEntry' });
export const AuditList = z
  .object({ data: z.array(AuditEntryObject), meta: PageMeta, links: PageLinks })
  .meta({ id: 'AuditList' });

/** An operator's switch of an engine in a pool. */
export const EngineSwitch = z
  .object({
    data: z.object({
      type: z.literal('engine'),
      id: z.string().describe('`<pool>/<engine>`.'),
      attributes: z.object({ pool: z.string(), engine: z.string(), enabled: z.boolean(), last_seen: Time }),
    }),
  })
  .meta({ id: 'EngineSwitch' });
export const EngineChanges = z.strictObject({ enabled: z.boolean() }).meta({ id: 'EngineChanges' });
