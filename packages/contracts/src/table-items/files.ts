import { z } from 'zod';
import { EngineVersions } from '../engine-protocol.ts';
import { EngineKind, FileVerdict, Outcome, Verdict } from '../verdict.ts';
import { Key, Time } from './key.ts';

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
  AliasesDue: z
    .boolean()
    .optional()
    .describe('True until it is certain that its MD5 and SHA-1 lead to it; what is due sees to that.'),
  LastPass: z.boolean().optional().describe('Deleted once more, because late writers may have left something behind.'),
  DueShard: z.int().min(0).max(27).optional().describe('20 to 27; below 16 from an older version.'),
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
  LeftOut: z
    .record(
      z.string(),
      z.object({
        ScanID: z.string(),
        Attributes: z.array(z.string()).describe('Their names, of many the first ones that were left out.'),
        Count: z.int().min(1),
        Bytes: z.int().min(0).describe('Of their JSON.'),
      }),
    )
    .default({})
    .describe('Engine id → what it found that is too large for the report; its own result in that scan has it.'),
});
export type ScanResults = z.infer<typeof ScanResults>;

export const ReportItem = z.object({
  ...Key,
  Version: z.int().min(1),
  ScanResults: z.instanceof(Uint8Array).nullable().describe('gzip of the JSON; null when it is at ScanResultsKey.'),
  ScanResultsKey: z.string().nullable(),
});
export type ReportItem = z.infer<typeof ReportItem>;

export const ObjectNameItem = z.object({ ...Key, SHA256: z.string(), ReservedAt: Time });
export type ObjectNameItem = z.infer<typeof ObjectNameItem>;
export const AliasItem = z.object({ ...Key, Hash: z.string(), SHA256: z.string(), CreatedAt: Time });
export type AliasItem = z.infer<typeof AliasItem>;
