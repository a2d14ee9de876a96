import { z } from 'zod';
import { PublicApiToken, UserId, UserName } from './ids.ts';

/** `user` sees what is theirs, `analyst` reads across users, `admin` also manages users, keys and engines. */
export const AccessLevel = z.enum(['user', 'analyst', 'admin']);
export type AccessLevel = z.infer<typeof AccessLevel>;

/** How a deed ended. `begun`: it goes on, or how it ended could not be written; `failed`: for no reason of who may do what. */
export const AuditOutcome = z.enum(['begun', 'done', 'refused', 'failed']);

/** What a user may take at most; a member that is absent is not bounded by the user but by the configuration. */
export const QuotaLimits = z.strictObject({
  requestsPerMinute: z.int().min(0).optional(),
  requestsPerDay: z.int().min(0).optional(),
  uploadsPerDay: z.int().min(0).optional(),
  uploadBytesPerDay: z.int().min(0).optional(),
});
export type QuotaLimits = z.infer<typeof QuotaLimits>;

/** An address or a network in CIDR form, IPv4 or IPv6. */
export const Network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

/** What an API key's sealed record holds; only services that verify can open it. */
export const ApiKeyRecord = z.strictObject({
  token: PublicApiToken,
  userName: UserName,
  userId: UserId,
  secret: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('32 random bytes in hex; the text itself is the HMAC key.'),
  accessLevel: AccessLevel,
  requireExp: z.boolean().describe('When true a token without `exp` is refused.'),
  expiresAt: z.iso.datetime().nullable().default(null).describe('From then on the key is refused.'),
  networks: z.array(Network).max(32).default([]).describe('From where it may be used; empty: from anywhere.'),
  quotas: QuotaLimits.nullable().default(null).describe("The user's own limits, as they were when this was sealed."),
});
export type ApiKeyRecord = z.infer<typeof ApiKeyRecord>;

/** What a session's sealed record holds, in Redis alone. Times in milliseconds since 1970. */
export const SessionRecord = z.strictObject({
  sessionId: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256, in hex, of what the cookie holds.'),
  userName: UserName,
  userId: UserId,
  accessLevel: AccessLevel,
  quotas: QuotaLimits.nullable(),
  began: z.int(),
  confirmed: z.int().describe('When the password was last given.'),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** `credentials.json` of the one-machine edition, mode 0600. */
export const Credentials = z.strictObject({
  url: z.url(),
  username: UserName,
  password: z.string().min(16),
  user_id: UserId,
  public_api_token: PublicApiToken,
  secret_key: z.string().min(64),
});
export type Credentials = z.infer<typeof Credentials>;
