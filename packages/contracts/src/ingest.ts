import { z } from 'zod';
import {
  Attributes,
  EngineVersions,
  HostedEngine,
  LogLevel,
  MAX_LOG_LINES,
  MAX_LOG_MESSAGE,
} from './engine-protocol.ts';
import { EngineId, Md5, PoolName, ScanId, Sha256, UserName } from './ids.ts';
import { Ticket } from './scan-message.ts';
import { Outcome, Verdict } from './verdict.ts';

/**
 * What scan workers and results-ingest say to each other. Every request carries the pool's token as
 * `Authorization: Bearer`; what concerns a scan carries the claim token as well, in the body.
 */
export const INGEST = {
  catalogue: '/internal/v1/engines',
  claims: '/internal/v1/claims',
  renewals: '/internal/v1/claims/renew',
  releases: '/internal/v1/claims/release',
  logs: '/internal/v1/logs',
  results: '/internal/v1/results',
} as const;

/** The largest body of `results` that is taken; a worker shortens a log to stay below it. */
export const MAX_RESULT_BYTES = 16 * 1024 * 1024;

export const WorkerId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);

/** `PUT catalogue`: what this worker's host has. The heartbeat and the way a new engine becomes known. */
export const CatalogueReport = z.strictObject({
  pool: PoolName,
  worker: WorkerId,
  engines: z.array(HostedEngine).max(256),
});
export type CatalogueReport = z.infer<typeof CatalogueReport>;

/** Names one scan of one sample of one user; the same words as in the message. */
export const ScanRef = z.strictObject({ user: UserName, md5: Md5, sha256: Sha256, scanId: ScanId });
export type ScanRef = z.infer<typeof ScanRef>;

export const ClaimRequest = z.strictObject({
  pool: PoolName,
  worker: WorkerId.describe('Unique among the workers that run at the same time.'),
  boot: z
    .string()
    .regex(/^[A-Za-z0-9]{8,64}$/)
    .optional()
    .describe('Random text of this process start: a lease of the same worker under another one is of a dead process.'),
  scan: ScanRef,
  ticket: Ticket,
  engines: z
    .array(z.strictObject({ id: EngineId, versions: EngineVersions, parameters: HostedEngine.shape.parameters }))
    .max(256)
    .describe('The engines that this worker has up now, with what decides whether an older answer still holds.'),
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

export const ClaimAnswer = z.discriminatedUnion('status', [
  /** Nothing is left to do here; the message may be deleted. */
  z.strictObject({ status: z.literal('gone') }),
  z.strictObject({ status: z.literal('leased'), until: z.iso.datetime() }),
  z.strictObject({
    status: z.literal('claimed'),
    claim: z.string().max(1024).describe('Good for exactly this scan, this pool and these engines.'),
    leaseUntil: z.iso.datetime(),
    engines: z.array(EngineId).max(256),
    sample: z.strictObject({
      url: z.url().describe('`https:` or `file:`; reads this one object.'),
      size: z.int().min(0),
    }),
  }),
]);
export type ClaimAnswer = z.infer<typeof ClaimAnswer>;

export const RenewRequest = z.strictObject({ claim: z.string().max(1024) });
export const RenewAnswer = z.strictObject({
  leaseUntil: z.iso.datetime().nullable().describe('Null: the lease is lost; stop.'),
});
export const ReleaseRequest = z.strictObject({ claim: z.string().max(1024) });

export const LogLine = z.strictObject({
  engine: EngineId,
  seq: z.int().min(1),
  time: z.iso.datetime(),
  level: LogLevel,
  message: z.string().max(MAX_LOG_MESSAGE + 64),
});
export type LogLine = z.infer<typeof LogLine>;

/** `POST logs`: a batch of lines while engines run; kept for live readers. */
export const LogBatch = z.strictObject({ claim: z.string().max(1024), lines: z.array(LogLine).min(1).max(500) });
export type LogBatch = z.infer<typeof LogBatch>;

/** `POST results`: one engine's answer with its whole log. */
export const ResultPost = z.strictObject({
  claim: z.string().max(1024),
  engine: EngineId,
  outcome: Outcome,
  verdict: Verdict.nullable(),
  label: z.string().min(1).max(256).nullable(),
  message: z.string().max(2000).nullable().describe('Why a run did not complete.'),
  attributes: Attributes,
  versions: EngineVersions.nullable(),
  startedAt: z.iso.datetime(),
  durationMs: z.int().min(0),
  log: z.array(LogLine).max(MAX_LOG_LINES + 1),
  streamed: z
    .int()
    .min(0)
    .optional()
    .describe('How many lines of the log were posted already; those after them are passed on with the answer.'),
});
export type ResultPost = z.infer<typeof ResultPost>;

/** `recorded: false` means that an earlier answer stands; the worker is done either way. */
export const ResultAnswer = z.strictObject({ recorded: z.boolean() });
