import { detects, type HostedEngine, type ResultPost, type SampleType } from '@assay/contracts';
import { type HostAnswer, type HostClient, HostLost, HostRubbish } from '../host/host-client.ts';
import { Overdue, within } from '../within.ts';
import type { RunLog } from './run-log.ts';

/** What is posted of a run, without the claim and the log. */
export type EngineAnswer = Omit<ResultPost, 'claim' | 'engine' | 'log'>;

/** A sample that lies ready for the engines. */
export interface ReadySample {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly type: SampleType | null;
}

export interface RunEngineOptions {
  readonly host: Pick<HostClient, 'scan' | 'ready'>;
  /** How much longer than the engine may take the host is waited for. */
  readonly graceMs: number;
  /** How long a host that died during the run is waited for. */
  readonly reconnectMs: number;
  readonly now: () => Date;
}

/**
 * Runs one engine on one sample. Whatever happens to the run becomes its outcome; only an abort of `signal` is
 * thrown. A run whose host died is repeated once, because it is mostly another engine's sample that killed it.
 */
export async function runEngine(
  options: RunEngineOptions,
  engine: HostedEngine,
  sample: ReadySample,
  log: RunLog,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  const started = options.now();
  log.note('info', `started: ${describeEngine(engine)}`);
  const end = (outcome: 'timeout' | 'failure' | 'unavailable', message: string): EngineAnswer => {
    log.note('error', message);
    const durationMs = Math.max(0, options.now().getTime() - started.getTime());
    return { ...nothing(engine, started), outcome, message, durationMs };
  };
  try {
    const answer = await askTwice(options, engine, sample, log, signal);
    const judged = judgeAnswer(answer, engine, sample, started, end);
    if (judged.outcome === 'completed')
      log.note('info', `finished in ${judged.durationMs} ms: ${describeVerdict(judged)}`);
    else if (answer.op === 'error') log.note('error', `${judged.outcome}: ${judged.message}`);
    return judged;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Overdue) return end('timeout', error.message);
    if (error instanceof HostLost) return end('failure', 'the engine host ended while this engine ran, and again');
    if (error instanceof HostRubbish) return end('failure', error.message);
    throw error;
  }
}

function describeEngine({ name, versions }: HostedEngine): string {
  if (versions === null) return name;
  const signatures = versions.signatures === null ? '' : `, signatures ${versions.signatures}`;
  return `${name} ${versions.engine}${signatures}`;
}

/** What the run says of the sample, for the log; a label is a stranger's text and is bounded by its schema. */
function describeVerdict({ verdict, label }: EngineAnswer): string {
  if (verdict === null) return 'described';
  return label === null ? verdict : `${verdict}, ${label}`;
}

/** An answer without any finding, for an engine that did not come to look. */
export function nothing(engine: HostedEngine | undefined, started: Date): EngineAnswer {
  return {
    outcome: 'failure',
    verdict: null,
    label: null,
    message: null,
    attributes: {},
    versions: engine?.versions ?? null,
    startedAt: started.toISOString(),
    durationMs: 0,
  };
}

async function askTwice(
  options: RunEngineOptions,
  engine: HostedEngine,
  sample: ReadySample,
  log: RunLog,
  signal: AbortSignal,
): Promise<HostAnswer> {
  try {
    return await ask(options, engine, sample, log, signal);
  } catch (error) {
    if (!(error instanceof HostLost)) throw error;
  }
  log.note('warning', 'the engine host ended while this engine ran; it runs once more');
  await within(options.reconnectMs, signal, 'the engine host did not come back', (limited) =>
    options.host.ready(limited),
  );
  return ask(options, engine, sample, log, signal);
}

function ask(
  { host, graceMs }: RunEngineOptions,
  engine: HostedEngine,
  { path, sha256, size, type }: ReadySample,
  log: RunLog,
  signal: AbortSignal,
): Promise<HostAnswer> {
  const deadlineMs = Math.max(1, Math.round(engine.timeout_s * 1000));
  const run = { engine: engine.id, path, sha256, size, type, deadline_ms: deadlineMs };
  return within(deadlineMs + graceMs, signal, `no answer within ${deadlineMs + graceMs} ms`, (limited) =>
    host.scan(run, (line) => log.add(line.level, line.message, line.time), limited),
  );
}

function judgeAnswer(
  answer: HostAnswer,
  engine: HostedEngine,
  sample: ReadySample,
  started: Date,
  end: (outcome: 'failure', message: string) => EngineAnswer,
): EngineAnswer {
  const common = { startedAt: started.toISOString(), durationMs: answer.duration_ms };
  if (answer.op === 'error') {
    const { outcome, message } = answer;
    return { ...nothing(engine, started), ...common, outcome, message, versions: answer.versions ?? engine.versions };
  }
  const fault = faultOf(answer, engine, sample);
  if (fault !== null) return end('failure', fault);
  const { verdict, label, attributes, versions } = answer;
  return { ...common, outcome: 'completed', verdict, label, message: null, attributes, versions };
}

/** Why a result is not an answer. A result that only looks like one must never read as clean. */
function faultOf(
  { sha256, verdict, label }: Extract<HostAnswer, { op: 'result' }>,
  engine: HostedEngine,
  sample: ReadySample,
): string | null {
  if (sha256 !== sample.sha256) return 'the engine answered for another sample';
  if (verdict === null && detects(engine.kind)) return 'the engine completed without a verdict';
  if (verdict === 'malicious' && label === null) return 'the engine says malicious and does not say what it found';
  if (verdict === null && label !== null) return 'the engine names a detection without a verdict';
  return null;
}
