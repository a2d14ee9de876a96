import { z } from 'zod';
import { EngineVersions } from '../engine-protocol.ts';
import { Lane } from '../scan-message.ts';
import { EngineKind, FileVerdict, Outcome, Verdict } from '../verdict.ts';
import { Key, Time } from './key.ts';

/** Which engine of which pool is expected, and what a reader must know of it after it is gone. */
export const ExpectedEngine = z.object({ Pool: z.string(), Name: z.string(), Kind: EngineKind, TimeoutS: z.number() });
export type ExpectedEngine = z.infer<typeof ExpectedEngine>;

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
