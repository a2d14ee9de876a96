import { z } from 'zod';
import { AccessLevel, AuditOutcome, Network, QuotaLimits } from '../account.ts';
import { Key, Time } from './key.ts';

export const UserItem = z.object({
  ...Key,
  Kind: z.literal('user'),
  SortAt: z.string(),
  UserName: z.string(),
  UserInfo: z.object({ Email: z.string().nullable(), CreatedAt: Time, LastLogin: Time.nullable() }),
  AccessLevel,
  Disabled: z.boolean(),
  PasswordHash: z.string().describe('argon2id in PHC form; `-` for who signs in elsewhere.'),
  State: z
    .enum(['live', 'deleting', 'deleted'])
    .default('live')
    .describe('A deleted user stays as a name that is never given again.'),
  Quotas: QuotaLimits.nullable().default(null),
  RetentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .nullable()
    .default(null)
    .describe('Files are deleted so long after their last submission.'),
  OpenId: z.object({ Issuer: z.string(), Subject: z.string() }).nullable().default(null),
  SessionsFrom: Time.nullable()
    .default(null)
    .describe('Sessions begun before are over: password changed, user disabled.'),
  DueShard: z.int().min(0).max(15).optional(),
  DueAt: Time.optional().describe('While the user is being deleted.'),
});
export type UserItem = z.infer<typeof UserItem>;

/** A session as its user sees it listed; the seed's attributes. Its id is the SHA-256 of what the cookie holds. */
export const SessionItem = z.object({
  ...Key,
  Session: z.object({ isActive: z.boolean(), SessionID: z.string(), LastLogin: Time }),
  Client: z.string().nullable().describe('User-Agent, shortened.'),
  Address: z.string().nullable(),
  ExpiresAt: z.int().describe('Unix seconds; the table removes it then.'),
});
export type SessionItem = z.infer<typeof SessionItem>;

export const ApiKeyItem = z.object({
  ...Key,
  Api: z.object({ ApiKey: z.string().describe('The public API token.'), AccessLevel }),
  Sealed: z.string().describe('The sealed ApiKeyRecord.'),
  SealVersion: z.int().min(1),
  Name: z.string(),
  CreatedAt: Time,
  RevokedAt: Time.nullable(),
  ExpiresOn: Time.nullable()
    .default(null)
    .describe('From then on refused. (`ExpiresAt` is what the table itself removes by.)'),
  Networks: z.array(Network).default([]),
  LastUsedAt: Time.nullable().default(null).describe('To the minute.'),
  ReplacedBy: z.string().nullable().default(null).describe('Public API token of the key that it was rotated to.'),
});
export type ApiKeyItem = z.infer<typeof ApiKeyItem>;

/** Which user somebody of an OpenID provider is: partition `openid#<SHA-256 of issuer and subject>`. */
export const OpenIdItem = z.object({ ...Key, Issuer: z.string(), Subject: z.string(), UserName: z.string() });
export type OpenIdItem = z.infer<typeof OpenIdItem>;

/** An invitation, partition `invitations`, under the SHA-256 of its token. Good once, until `ExpiresAt`. */
export const InvitationItem = z.object({
  ...Key,
  AccessLevel,
  Email: z.string().nullable(),
  CreatedAt: Time,
  CreatedBy: z.string(),
  UsedBy: z.string().nullable(),
  Use: z.string().nullable().describe('Random; of the registration that used it.'),
  ExpiresAt: z.int().describe('Unix seconds; the table removes it then.'),
});
export type InvitationItem = z.infer<typeof InvitationItem>;

/** What happened to accounts, keys, engines and files by whose hand; changed once, by how it ended. Partition `audit#<YYYY-MM>`. */
export const AuditItem = z.object({
  ...Key,
  Kind: z.literal('audit'),
  SortAt: z.string().describe('Time and random digits; the sort key too.'),
  Action: z
    .string()
    .regex(/^[a-z]+(\.[a-z-]+)+$/)
    .describe('As `key.create`, `user.disable`, `file.delete`.'),
  Actor: z.string().describe('User name; `-` for nobody signed in, `system` for Assay itself.'),
  ActorToken: z.string().nullable().describe('Public API token of the key that was used.'),
  Subject: z
    .string()
    .max(256)
    .describe('What it was done to: a user name, `<user>/<token>`, `<user>/<sha256>`, an engine.'),
  Address: z.string().nullable(),
  Outcome: AuditOutcome,
  Details: z.record(z.string(), z.json()).default({}).describe('Small; never a secret.'),
  Time,
});
export type AuditItem = z.infer<typeof AuditItem>;

/** Counters of one day of one user, partition `<uid>#usage`, sort key `<YYYY-MM-DD>`; by the name of the operation. */
export const UsageItem = z.object({
  ...Key,
  Requests: z.record(z.string(), z.int().min(0)).default({}),
  ExpiresAt: z.int(),
});
export type UsageItem = z.infer<typeof UsageItem>;
