import { z } from 'zod';
import { AccessLevel, Network, QuotaLimits } from './account.ts';
import { EngineVersions, HostedEngine } from './engine-protocol.ts';
import { Lane } from './scan-message.ts';
import { EngineKind, FileVerdict, Outcome, Verdict } from './verdict.ts';

/**
 * The items of the table UserFileMetadata in the seed's attribute names. Times are ISO 8601 in UTC with
 * milliseconds, so that they sort as text. Keys and indexes are in `packages/table`.
 */
const Key = { UserID: z.string(), FileID: z.string() };
const Time = z.iso.datetime();

/** Which engine of which pool is expected, and what a reader must know of it after it is gone. */
export const ExpectedEngine = z.object({ Pool: z.string(), Name: z.string(), Kind: EngineKind, TimeoutS: z.number() });
export type ExpectedEngine = z.infer<typeof ExpectedEngine>;

/**
 * An engine's newest completed verdict on a file, in short; of an engine that never completed here, how its newest
 * run ended.
 */
export const EngineVerdict = z.object({
  Name: z.string(),
  Kind: EngineKind,
  ScanID: z.string(),
  Outcome,
  Verdict: Verdict.nullable(),
  Label: z.string().nullable(),
  Versions: EngineVersions.nullable(),
  Parameters: z.string().nullable().describe('Null when it must not answer later scans from the cache.'),
  At: Time,
});
export type EngineVerdict = z.infer<typeof EngineVerdict>;

export const FileItem = z.object({
  ...Key,
  Hash: z.string().default('').describe('SHA-256; partition key of ByHash. Absent when the file is gone.'),
  RecentAt: Time.default('1970-01-01T00:00:00.000Z').describe(
    'Last submission; sort key of Recent. Absent when the file is gone.',
  ),
  State: z.enum(['live', 'deleting']),
  Version: z.int().min(1).describe('Grows with every write; the condition of the next one.'),
  ObjectKey: z.string(),
  FileMetadata: z.object({
    MD5: z.string(),
    SHA1: z.string(),
    SHA256: z.string(),
    Filename: z.string().describe('Of the newest submission.'),
    Size: z.int().min(0),
    Tags: z.array(z.string()).max(100),
    FileType: z.string().nullable().describe('`type_description`.'),
    TypeTag: z.string().nullable(),
    TrId: z.array(z.object({ file_type: z.string(), probability: z.number() })),
  }),
  FileHistory: z.object({
    CreationTime: Time.nullable().describe("From the file's own header."),
    FirstSubmission: Time,
    LastSubmission: Time,
    LastAnalysis: Time.nullable(),
  }),
  Names: z.array(z.string()).max(100),
  TimesSubmitted: z.int().min(1),
  CountedSubmissions: z.array(z.string()).max(64).describe('Newest submission ids; a repeated request counts once.'),
  Joined: z.record(z.string(), z.string()).default({}).describe('Of the counted: submission id → scan that it joined.'),
  OpenScans: z.record(
    z.string(),
    z.object({ Engines: z.array(z.string()), Created: Time, Fresh: z.boolean().default(false) }),
  ),
  LastScan: z.string().nullable().describe('Newest completed scan.'),
  Engines: z.record(z.string(), EngineVerdict),
  Verdict: FileVerdict.nullable().describe('Null until the first scan completed.'),
  Coverage: z.object({ Expected: z.int(), Completed: z.int(), Malicious: z.int(), Suspicious: z.int() }).nullable(),
  UserTags: z.array(z.string()).max(100).default([]).describe('Given by people, beside those of the engines.'),
  Votes: z
    .object({ Harmless: z.int().min(0), Malicious: z.int().min(0) })
    .default({ Harmless: 0, Malicious: 0 })
    .describe('Counted anew from the vote items with every vote.'),
  VerdictChanges: z
    .array(
      z.object({
        ScanID: z.string(),
        From: FileVerdict,
        To: FileVerdict,
        At: Time,
        Told: z.boolean().optional().describe('False until webhooks were told.'),
      }),
    )
    .max(20)
    .default([])
    .describe('Newest last; what `verdict.changed` is told from.'),
  DisplayName: z.string().max(255).optional().describe('What people call it, instead of the submitted names.'),
  ChangedAt: Time.optional().describe('When people last tagged, named or voted on it.'),
  RetainUntil: Time.nullable().default(null).describe('Deleted then; null: kept.'),
  NewestScan: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'Of what is left of a deleted file: an id of the moment when everything was gone, newer than any scan of it. Only an upload that has seen this one before it stored its bytes brings the file back.',
    ),
  LastPass: z.boolean().optional().describe('Deleted once more, because late writers may have left something behind.'),
  DueShard: z.int().min(0).max(15).optional(),
  DueAt: Time.optional().describe(
    'To be indexed for search, to be deleted because its time is over, or being deleted.',
  ),
});
export type FileItem = z.infer<typeof FileItem>;

/** `ScanResults` by the seed's names, merged over scans; stored compressed in the report item. */
export const ScanResults = z.object({
  PEHeader: z.record(z.string(), z.json()).nullable(),
  PESections: z.record(z.string(), z.json()).describe('MD5 → the sections with it.'),
  PEResources: z.record(z.string(), z.number()).describe('Type → count.'),
  PEImports: z.array(z.json()),
  ContainedResources: z.record(z.string(), z.json()).describe('SHA-256 → the resources with it.'),
  Detection: z.record(z.string(), z.json()).describe("Engine name → VirusTotal's result entry."),
  Attributes: z.record(z.string(), z.json()).describe("Everything the describing engines said, in VirusTotal's names."),
  Providers: z.record(z.string(), z.string()).describe('Attribute → scan id from which it is.'),
  ProvidedBy: z.record(z.string(), z.string()).default({}).describe('Attribute → engine id that gave it.'),
  TagsBy: z.record(z.string(), z.array(z.string())).default({}).describe('Engine id → tags; every engine may tag.'),
  Engines: z.record(z.string(), EngineVerdict).default({}).describe('As in the file item; Detection is made of it.'),
});
export type ScanResults = z.infer<typeof ScanResults>;

export const ReportItem = z.object({
  ...Key,
  Version: z.int().min(1),
  ScanResults: z.instanceof(Uint8Array).nullable().describe('gzip of the JSON; null when it is at ScanResultsKey.'),
  ScanResultsKey: z.string().nullable(),
});
export type ReportItem = z.infer<typeof ReportItem>;

export const Began = z.object({
  By: z.enum(['upload', 'reanalysis', 'new-signatures', 'parent']),
  Who: z.string(),
  Token: z.string().nullable().describe('Public API token of the key that was used.'),
});

export type Began = z.infer<typeof Began>;

export const SubmissionItem = z.object({
  ...Key,
  SubmissionID: z.string(),
  ScanID: z.string(),
  Filename: z.string(),
  Client: z.string().nullable(),
  Token: z.string().nullable(),
  Created: Time,
});
export type SubmissionItem = z.infer<typeof SubmissionItem>;

/** Where a pool stands with a scan. */
export const PoolState = z.object({
  Published: Time.nullable().describe('Last publication that the topic took.'),
  FirstPublished: Time.nullable().default(null),
  CheckAt: Time.nullable().default(null).describe('When `Due` must look at this pool; null: nothing to look for.'),
  Publications: z.int().min(0),
  Worker: z.string().nullable(),
  Boot: z.string().nullable().default(null).describe('The start of the worker process that claimed.'),
  Lease: z.string().nullable().describe('Random; a claim token names it, so an older claim stops counting.'),
  LeaseUntil: Time.nullable(),
  FirstClaim: Time.nullable(),
  Deadline: Time.nullable().describe('Runs from the first claim.'),
  Attempts: z.record(z.string(), z.int()).describe('Engine → times it was handed out.'),
  Parameters: z
    .record(z.string(), z.string())
    .default({})
    .describe('Engine → digest of the parameters that its worker has, from the newest claim.'),
});
export type PoolState = z.infer<typeof PoolState>;

export const SummaryEntry = z.object({
  Name: z.string(),
  Kind: EngineKind,
  Outcome,
  Verdict: Verdict.nullable(),
  Label: z.string().nullable(),
  Message: z.string().nullable(),
  Versions: EngineVersions.nullable(),
});

export type SummaryEntry = z.infer<typeof SummaryEntry>;

export const ScanItem = z.object({
  ...Key,
  ScanID: z.string(),
  Version: z.int().min(1),
  Status: z.enum(['queued', 'in-progress', 'closing', 'complete']),
  User: z.string(),
  MD5: z.string(),
  SHA1: z.string(),
  SHA256: z.string(),
  Size: z.int().min(0),
  ObjectKey: z.string(),
  Filename: z.string(),
  Created: Time,
  Completed: Time.nullable(),
  Began,
  Lane,
  Fresh: z.boolean().describe('Cached answers do not count: every engine looks anew.'),
  Subset: z.boolean().describe('Only some engines were asked for.'),
  Expected: z.record(z.string(), ExpectedEngine),
  Pools: z.record(z.string(), PoolState),
  Summary: z.record(z.string(), SummaryEntry).nullable(),
  Verdict: FileVerdict.nullable(),
  Closing: z.string().nullable().default(null).describe('Random; who closes last writes the summary.'),
  Notes: z
    .array(z.object({ Time, Message: z.string().max(400) }))
    .max(20)
    .default([])
    .describe("The scan's own log: what happened to it outside its engines."),
  Announced: z
    .boolean()
    .default(true)
    .describe('Whether `scan.completed` is told; until then a complete scan stays in `Due`.'),
  DueShard: z.int().min(0).max(15).optional(),
  DueAt: Time.optional(),
});
export type ScanItem = z.infer<typeof ScanItem>;

export const ResultItem = z.object({
  ...Key,
  ScanID: z.string(),
  Engine: z.string(),
  Outcome,
  Verdict: Verdict.nullable(),
  Label: z.string().nullable(),
  Message: z.string().nullable(),
  Versions: EngineVersions.nullable(),
  Parameters: z.string().nullable(),
  StartedAt: Time.nullable(),
  DurationMs: z.int().min(0),
  RecordedAt: Time,
  CachedFrom: z.object({ ScanID: z.string(), At: Time }).nullable(),
  Attributes: z
    .instanceof(Uint8Array)
    .nullable()
    .describe('gzip of the JSON up to 8 KiB; larger ones lie at AttributesKey.'),
  AttributesKey: z.string().nullable(),
  Log: z.instanceof(Uint8Array).nullable(),
  LogKey: z.string().nullable(),
});
export type ResultItem = z.infer<typeof ResultItem>;

export const ObjectNameItem = z.object({ ...Key, SHA256: z.string(), ReservedAt: Time });
export type ObjectNameItem = z.infer<typeof ObjectNameItem>;
export const AliasItem = z.object({ ...Key, Hash: z.string(), SHA256: z.string(), CreatedAt: Time });
export type AliasItem = z.infer<typeof AliasItem>;

/** Configuration and last report of one engine in one pool: partition `engines`, sort key `<pool>#<engine>`. */
export const EngineItem = z.object({
  ...Key,
  Kind: z.literal('engine'),
  SortAt: z.string(),
  Pool: z.string(),
  Engine: z.string(),
  Enabled: z.boolean(),
  Reported: HostedEngine,
  FirstSeen: Time,
  LastSeen: Time,
});
export type EngineItem = z.infer<typeof EngineItem>;

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

/** What happened to accounts, keys, engines and files by whose hand; never changed. Partition `audit#<YYYY-MM>`. */
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
  Outcome: z.enum(['done', 'refused', 'failed']),
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

export const CommentItem = z.object({
  ...Key,
  Kind: z.string().describe('`comment#<uid>`: the newest of a user, by `SortAt`.'),
  SortAt: z.string(),
  CommentID: z.string().describe('8 hex digits.'),
  SHA256: z.string(),
  Author: z.string(),
  Text: z.string().min(1).max(4096),
  Tags: z.array(z.string()).max(64),
  CreatedAt: Time,
  Votes: z
    .record(z.string(), z.enum(['positive', 'negative', 'abuse']))
    .default({})
    .describe('User → vote.'),
  Version: z.int().min(1),
});
export type CommentItem = z.infer<typeof CommentItem>;

export const VoteItem = z.object({
  ...Key,
  SHA256: z.string(),
  Voter: z.string(),
  Verdict: z.enum(['harmless', 'malicious']),
  CreatedAt: Time,
});
export type VoteItem = z.infer<typeof VoteItem>;

/** An upload that its client may repeat: partition `<uid>`, sort key `#idem#<SHA-256 of the key>`. */
export const IdempotencyItem = z.object({
  ...Key,
  Fingerprint: z.string().describe("SHA-256 of the key and the file's SHA-256: says nothing of a file that is gone."),
  SubmissionID: z.string().describe('Under which every attempt records the upload, so that it counts once.'),
  ScanID: z.string().nullable().describe('What the upload was answered with; null until it was accepted.'),
  CreatedAt: Time,
  ExpiresAt: z.int().describe('Unix seconds.'),
});
export type IdempotencyItem = z.infer<typeof IdempotencyItem>;

/** What webhooks can be told of. */
export const WebhookEventName = z.enum(['scan.completed', 'verdict.changed']);
export type WebhookEventName = z.infer<typeof WebhookEventName>;

/** How an attempt to deliver ended: an HTTP status, or why there was none. */
const Attempt = { At: Time, Status: z.int().nullable(), Error: z.string().max(400).nullable() };

export const WebhookItem = z.object({
  ...Key,
  WebhookID: z.string(),
  Url: z.string(),
  Events: z.array(WebhookEventName).min(1),
  Enabled: z.boolean(),
  CreatedAt: Time,
  Failures: z.int().min(0).default(0).describe('In a row.'),
  LastDelivery: z.object(Attempt).nullable().default(null),
  Recent: z
    .array(
      z.object({
        ...Attempt,
        DeliveryID: z.string(),
        Event: z.string(),
        Attempts: z.int().min(1),
        Outcome: z.enum(['delivered', 'given-up']),
      }),
    )
    .max(20)
    .default([])
    .describe('Deliveries that came to an end, newest last.'),
  Note: z.string().max(400).nullable().default(null).describe('Why it was disabled, when nobody did it.'),
  Version: z.int().min(1),
});
export type WebhookItem = z.infer<typeof WebhookItem>;

/** One event on its way to one webhook; gone when it was delivered or given up. */
export const DeliveryItem = z.object({
  ...Key,
  DeliveryID: z.string().describe('Begins with the id of its webhook.'),
  WebhookID: z.string(),
  Event: z.string(),
  Body: z.string().max(16_384).describe('The JSON as it is signed and sent.'),
  Attempts: z.int().min(0),
  CreatedAt: Time,
  LastError: z.string().max(400).nullable().default(null),
  Version: z.int().min(1),
  DueShard: z
    .int()
    .min(0)
    .max(31)
    .optional()
    .describe('16 and above: deliveries wait apart, because receivers are slow.'),
  DueAt: Time.optional(),
});
export type DeliveryItem = z.infer<typeof DeliveryItem>;
