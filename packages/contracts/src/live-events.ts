import { z } from 'zod';
import { EngineId, ScanId, Sha256 } from './ids.ts';
import { LogLine } from './ingest.ts';
import { FileVerdict, Outcome, Verdict } from './verdict.ts';

/** A scan as v1 names its states; `closing` is an inner state and reads as in-progress. */
export const ScanStatus = z.enum(['queued', 'in-progress', 'complete']);
export type ScanStatus = z.infer<typeof ScanStatus>;

/** A scan changed its state. */
export const ScanEvent = z.strictObject({
  type: z.literal('scan'),
  scanid: ScanId,
  sha256: Sha256,
  status: ScanStatus,
  verdict: FileVerdict.nullable(),
  time: z.iso.datetime(),
});

/** An engine began or answered. `outcome` is null while it runs. */
export const EngineEvent = z.strictObject({
  type: z.literal('engine'),
  scanid: ScanId,
  sha256: Sha256,
  engine: EngineId,
  outcome: Outcome.nullable(),
  verdict: Verdict.nullable(),
  label: z.string().nullable(),
  message: z.string().nullable(),
  time: z.iso.datetime(),
});

/** A line of an engine's log, only in the stream of its scan. */
export const LogEvent = z.strictObject({ type: z.literal('log'), scanid: ScanId, line: LogLine });

export const LiveEvent = z.discriminatedUnion('type', [ScanEvent, EngineEvent, LogEvent]);
export type LiveEvent = z.infer<typeof LiveEvent>;
