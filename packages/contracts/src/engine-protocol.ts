import { z } from 'zod';
import { TypeTag } from './engine-manifest.ts';
import { EngineId } from './ids.ts';
import { EngineKind, Verdict } from './verdict.ts';

/**
 * Worker and engine host speak JSON lines over a Unix socket; host and engine processes speak the same
 * lines over pipes, so an engine can be written in any language. A line that is not JSON, longer than
 * `MAX_LINE_BYTES`, nested deeper than `MAX_NESTING`, or about a run that is not under way ends the process that sent it.
 */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

/**
 * Levels of arrays and objects in one line, the message itself among them: an attribute has two fewer. What an engine found
 * goes through parsers of several programs, and most of them recurse. Check it with `isNestedDeeper` before a schema.
 */
export const MAX_NESTING = 32;

/** Longest log line that is kept, in characters; the rest is cut and marked. */
export const MAX_LOG_MESSAGE = 4096;

/** Most log lines that are kept of one run; one more line says that the rest was dropped. */
export const MAX_LOG_LINES = 2000;

/** Names one run of one engine on one sample; chosen by the worker and unique on its connection. */
const RunId = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);

/** A sample's type, found once before routing. */
export const SampleType = z
  .strictObject({
    tag: TypeTag.nullable().describe("VirusTotal's `type_tag`, or null when the type is not one we route by."),
    mime: z.string().max(256),
    magic: z.string().max(1024).describe("libmagic's description."),
  })
  .meta({ id: 'SampleType' });
export type SampleType = z.infer<typeof SampleType>;

/** The three versions that decide whether an older answer still holds. */
export const EngineVersions = z
  .strictObject({
    package: z.string().min(1).max(128).describe('Version of the Assay engine package.'),
    engine: z.string().min(1).max(128).describe('Version of the program or library that looks.'),
    signatures: z.string().max(128).nullable().describe('Version of the signature set, null when there is none.'),
    signatures_date: z.iso.date().nullable(),
  })
  .meta({ id: 'EngineVersions' });
export type EngineVersions = z.infer<typeof EngineVersions>;

// --- worker → host ---------------------------------------------------------------------------------

export const HostIdentify = z.strictObject({ op: z.literal('identify'), id: RunId, path: z.string().min(1).max(4096) });
export const HostScan = z.strictObject({
  op: z.literal('scan'),
  id: RunId,
  engine: EngineId,
  path: z.string().min(1).max(4096),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().min(0),
  type: SampleType.nullable(),
  deadline_ms: z.int().min(1).max(3_600_000).describe('Time this run may take, from when the host receives the line.'),
});
export const HostCancel = z.strictObject({ op: z.literal('cancel'), id: RunId });
export const HostEngines = z.strictObject({ op: z.literal('engines') });
/** Windows has no Unix sockets with owners: there the first line must be this one. */
export const HostHello = z.strictObject({ op: z.literal('hello'), token: z.string().min(32).max(256) });

export const HostRequest = z
  .discriminatedUnion('op', [HostHello, HostIdentify, HostScan, HostCancel, HostEngines])
  .meta({ id: 'HostRequest' });
export type HostRequest = z.infer<typeof HostRequest>;

// --- host → worker ---------------------------------------------------------------------------------

/** One installed engine as the host has it now. */
export const HostedEngine = z
  .strictObject({
    id: EngineId,
    name: z.string().min(1).max(64),
    kind: EngineKind,
    os: z.string().max(32),
    available: z.boolean(),
    loading: z
      .boolean()
      .optional()
      .describe('True while it starts and is not available yet: a worker waits a while for it before it claims.'),
    reason: z.string().max(1000).nullable().describe('Why it is not available, and the command that would mend it.'),
    versions: EngineVersions.nullable().describe('Null while the engine has never been up.'),
    parameters: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe('Digest of the parameters; part of the cache key.'),
    accepts: z.array(TypeTag),
    rejects: z.array(TypeTag),
    max_bytes: z.int(),
    timeout_s: z.number(),
    provides: z.array(z.string()),
    confinement: z
      .array(z.string().max(64))
      .describe('Measures that hold for its processes: `user`, `seccomp`, `rlimits`, `bubblewrap`, …'),
    notes: z
      .array(z.string().max(400))
      .max(16)
      .describe('What a reader of its verdicts must know: "own signature set with EICAR only".'),
  })
  .meta({ id: 'HostedEngine' });
export type HostedEngine = z.infer<typeof HostedEngine>;

export const EnginesMessage = z.strictObject({ op: z.literal('engines'), engines: z.array(HostedEngine).max(256) });
export const IdentifiedMessage = z.strictObject({
  op: z.literal('identified'),
  id: RunId,
  type: SampleType.nullable(),
});
export const LogLevel = z.enum(['debug', 'info', 'warning', 'error']);
export const LogMessage = z.strictObject({
  op: z.literal('log'),
  id: RunId,
  seq: z.int().min(1).describe('From 1, without gaps, in order.'),
  time: z.iso.datetime(),
  level: LogLevel,
  message: z.string().max(MAX_LOG_MESSAGE + 64),
});

/** What an engine found, in VirusTotal's attribute names (`pe_info`, `magic`, `ssdeep`, …). */
export const Attributes = z.record(z.string().regex(/^[a-z_0-9]{1,64}$/), z.json());

export const ResultMessage = z.strictObject({
  op: z.literal('result'),
  id: RunId,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the sample the engine looked at; another one than asked is a failure.'),
  verdict: Verdict.nullable(),
  label: z.string().min(1).max(256).nullable().describe("The detection's name; required with `malicious`."),
  attributes: Attributes,
  versions: EngineVersions,
  duration_ms: z.int().min(0),
});
export const ErrorMessage = z.strictObject({
  op: z.literal('error'),
  id: RunId,
  outcome: z.enum(['unsupported', 'timeout', 'failure', 'unavailable']),
  message: z.string().max(2000),
  versions: EngineVersions.nullable(),
  duration_ms: z.int().min(0),
});

export const HostMessage = z
  .discriminatedUnion('op', [EnginesMessage, IdentifiedMessage, LogMessage, ResultMessage, ErrorMessage])
  .meta({ id: 'HostMessage' });
export type HostMessage = z.infer<typeof HostMessage>;
