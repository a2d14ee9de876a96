import type { ClaimAnswer, HostedEngine, LogLine, SampleType, ScanMessage } from '@assay/contracts';
import type { Dispatcher } from 'undici';
import { type HostClient, HostLost } from '../host/host-client.ts';
import type { IngestAway, IngestClient } from '../ingest/ingest-client.ts';
import { timed, type WorkerMetrics } from '../metrics.ts';
import { pause } from '../pause.ts';
import { fetchSample, SampleFault, type WantedSample } from '../sample/fetch-sample.ts';
import type { Scratch } from '../sample/scratch.ts';
import { within } from '../within.ts';
import type { WorkerLogger } from '../worker-logger.ts';
import { createLogStream, type LogStream } from './log-stream.ts';
import { postResult } from './post-result.ts';
import { routesByType, unsupportedReason } from './route-engine.ts';
import { type EngineAnswer, nothing, type ReadySample, type RunEngineOptions, runEngine } from './run-engine.ts';
import { createRunLog, type RunLog } from './run-log.ts';

export type Claimed = Extract<ClaimAnswer, { status: 'claimed' }>;

export interface WorkOffOptions extends RunEngineOptions {
  readonly host: HostClient;
  readonly ingest: IngestClient;
  readonly scratch: Scratch;
  /** Fetches samples; its connections stay open. */
  readonly dispatcher: Dispatcher;
  readonly metrics: WorkerMetrics;
  readonly logger: WorkerLogger;
  readonly onAway: (error: IngestAway) => void;
  /** How long a sample is asked for while the store does not answer, or the disk does not take it. */
  readonly fetchMs: number;
  /** How long the delivery of an answer is tried. */
  readonly postMs: number;
}

/** The two reasons to stop early, and what each of them stops. */
export interface WorkSignals {
  /** Ends engines: the lease is lost, or the worker stops. */
  readonly runs: AbortSignal;
  /** Ends the posting of answers that are already there: only the worker's stop. */
  readonly posts: AbortSignal;
}

const IDENTIFY_MS = 30_000;
const FETCH_PAUSE_MS = 250;
const MAX_FETCH_PAUSE_MS = 5000;
/** How long an answer waits for log lines that were sent before it. */
const SENT_MS = 1000;

/**
 * Works off a claim: fetches the sample, runs every claimed engine on it, and posts each answer as soon as it is
 * there. Resolves when every answer is acknowledged. Throws the reason of the signal that aborted, the fault of a store
 * that stays away, or the first answer that could not be delivered; nothing of the sample is left in any case.
 */
export async function workOff(
  options: WorkOffOptions,
  message: ScanMessage,
  claimed: Claimed,
  hosted: readonly HostedEngine[],
  signals: WorkSignals,
): Promise<void> {
  const logs = createLogStream({ ingest: options.ingest, claim: claimed.claim, onAway: options.onAway });
  const room = await options.scratch.makeRoom();
  try {
    const sample = prepare(options, message, claimed, room.samplePath, signals.runs);
    const runs = claimed.engines.map((id) => {
      const engine = hosted.find((each) => each.id === id);
      return answerOne(options, claimed.claim, id, engine, sample, logs, signals);
    });
    // All are waited for, so that no engine still reads the sample when it is removed.
    const ended = await Promise.allSettled(runs);
    const failed = ended.find((run) => run.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } finally {
    logs.stop();
    await room.remove();
  }
}

/** The sample as it lies ready, or why it does not. */
type Prepared = { readonly sample: ReadySample; readonly typeFault: string | null } | { readonly fault: string };

async function prepare(
  options: WorkOffOptions,
  message: ScanMessage,
  claimed: Claimed,
  path: string,
  signal: AbortSignal,
): Promise<Prepared> {
  const { sha256, size, scanId } = message.scan;
  const { metrics } = options;
  const fault = await timed(metrics, 'fetch', () => fetchFault(options, claimed, message, path, signal));
  if (fault !== null) {
    metrics.sampleFaults.inc();
    options.logger.error({ scanId, sha256, reason: fault }, 'a sample could not be read');
    return { fault };
  }
  const { type, typeFault } = await timed(metrics, 'identify', () => identify(options, path, signal));
  if (typeFault !== null) options.logger.warn({ scanId, sha256, reason: typeFault }, 'a type was not identified');
  return { sample: { path, sha256, size, type }, typeFault };
}

/**
 * Why the sample is not to be had, or null when it lies there. Throws when the store stays away or this disk is full:
 * that says nothing of the sample, and another worker may have more luck.
 */
async function fetchFault(
  options: WorkOffOptions,
  { sample }: Claimed,
  { scan }: ScanMessage,
  path: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (sample.size !== scan.size) return 'the sample could not be read: it has another size than was announced';
  const wanted = { url: sample.url, size: scan.size, sha256: scan.sha256 };
  try {
    await within(options.fetchMs, signal, 'the sample could not be fetched in time', (limited) =>
      fetchPatiently(options, wanted, path, scan.scanId, limited),
    );
    return null;
  } catch (error) {
    if (error instanceof SampleFault) return `the sample could not be read: ${error.message}`;
    throw error;
  }
}

async function fetchPatiently(
  { dispatcher, logger }: WorkOffOptions,
  wanted: WantedSample,
  path: string,
  scanId: string,
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = FETCH_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_FETCH_PAUSE_MS)) {
    try {
      return await fetchSample(wanted, path, dispatcher, signal);
    } catch (error) {
      if (error instanceof SampleFault) throw error;
      signal.throwIfAborted();
      logger.warn({ err: error, scanId }, 'a sample was not fetched; it is tried again');
    }
    await pause(pauseMs, signal);
  }
}

async function identify(
  { host, reconnectMs }: WorkOffOptions,
  path: string,
  signal: AbortSignal,
): Promise<{ type: SampleType | null; typeFault: string | null }> {
  const ask = () =>
    within(IDENTIFY_MS, signal, 'the type was not identified in time', (limited) => host.identify(path, limited));
  try {
    return { type: await ask(), typeFault: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof HostLost)) return { type: null, typeFault: textOf(error) };
  }
  try {
    await within(reconnectMs, signal, 'the engine host did not come back', (limited) => host.ready(limited));
    return { type: await ask(), typeFault: null };
  } catch (error) {
    signal.throwIfAborted();
    return { type: null, typeFault: textOf(error) };
  }
}

async function answerOne(
  options: WorkOffOptions,
  claim: string,
  id: string,
  engine: HostedEngine | undefined,
  prepared: Promise<Prepared>,
  logs: LogStream,
  signals: WorkSignals,
): Promise<void> {
  const log = createRunLog(id, options.now, (line: LogLine) => logs.push(line));
  const answer = await findAnswer(options, engine, await prepared, log, signals.runs);
  options.metrics.runs.inc({ engine: id, outcome: answer.outcome });
  if (answer.outcome === 'completed') options.metrics.runSeconds.observe({ engine: id }, answer.durationMs / 1000);
  const waiting = await logs.takeBack(id, SENT_MS);
  const posting = {
    ingest: options.ingest,
    onAway: options.onAway,
    onRefused: (refused: string, error: Error) =>
      options.logger.error({ err: error, engine: refused }, 'an answer was refused'),
  };
  const post = { claim, engine: id, ...answer, log: [...log.lines], streamed: log.lines.length - waiting };
  await timed(options.metrics, 'post', () =>
    within(options.postMs, signals.posts, 'an answer could not be delivered in time', (limited) =>
      postResult(posting, post, limited),
    ),
  );
}

/** What is to be said of this engine: without asking it where the answer is known, else by running it. */
async function findAnswer(
  options: WorkOffOptions,
  engine: HostedEngine | undefined,
  prepared: Prepared,
  log: RunLog,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  const without = (outcome: EngineAnswer['outcome'], text: string): EngineAnswer => {
    log.note(outcome === 'unsupported' ? 'info' : 'error', text);
    return { ...nothing(engine, options.now()), outcome, message: text };
  };
  if (engine === undefined) return without('unavailable', 'the worker does not have this engine any more');
  if ('fault' in prepared) return without('failure', prepared.fault);
  const { sample, typeFault } = prepared;
  // "Unsupported" would say that the engine need not look; here nobody knows whether it should.
  if (typeFault !== null && routesByType(engine) && sample.size <= engine.max_bytes) {
    return without('failure', `the sample could not be routed: ${typeFault}`);
  }
  const unsupported = unsupportedReason(engine, sample);
  if (unsupported !== null) return without('unsupported', unsupported);
  return runEngine(options, engine, sample, log, signal);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
