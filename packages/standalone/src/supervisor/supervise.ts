import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createBackoff } from './backoff.ts';
import type { ProcessSpec } from './process-spec.ts';
import { untilServing } from './serves.ts';

/** What the supervisor tells of one process. */
export interface ProcessEvents {
  line(name: string, text: string): void;
  started(name: string, pid: number): void;
  /** It ended without being told to. */
  died(name: string, how: string, next: { delayMs: number; keepsCrashing: boolean }): void;
}

export interface Supervised {
  readonly name: string;
  /** Of the process that runs now. */
  pid(): number | null;
  /**
   * Starts it, and again whenever it ends. Resolves when it serves; rejects when it does not come up in time or ends
   * again and again before it ever served.
   */
  start(): Promise<void>;
  /** Resolves when it serves (again); rejects when it does not in time. */
  serves(): Promise<void>;
  /** Asks it to end, kills it when it does not in time, and does not start it again. */
  stop(): Promise<void>;
}

/** Longest time that one question whether a process serves may take. */
const ANSWER_MS = 5000;

/** Keeps one process running. Its standard input is a pipe that closes with us, however we end. */
export function supervise(spec: ProcessSpec, events: ProcessEvents): Supervised {
  const backoff = createBackoff();
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let wanted = false;
  let served = false;
  let restart: NodeJS.Timeout | undefined;
  let starting = new AbortController();

  function launch(): void {
    const began = performance.now();
    // In a process group of its own, so that Ctrl-C on the terminal reaches us alone and the order of ending is ours.
    const running = spawn(spec.command, spec.args, { env: spec.env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    child = running;
    // Writing is never tried; the pipe only has to break without an uncaught fault when the process ends.
    running.stdin.on('error', () => undefined);
    passLines(running.stdout, (text) => events.line(spec.name, text));
    passLines(running.stderr, (text) => events.line(spec.name, text));
    if (running.pid !== undefined) events.started(spec.name, running.pid);
    ended = new Promise((resolve) => {
      const onEnd = (how: string) => {
        if (child !== running) return;
        child = null;
        running.stdin.destroy();
        resolve();
        if (!wanted) return;
        const next = backoff.ended(performance.now() - began);
        events.died(spec.name, how, next);
        if (!served && next.keepsCrashing) starting.abort(new Error(`keeps ending (${how})`));
        restart = setTimeout(launch, next.delayMs);
      };
      running.once('error', (fault) => onEnd(fault.message));
      running.once('exit', (code, signal) => onEnd(signal === null ? `exit code ${code}` : signal));
    });
  }

  async function serves(): Promise<void> {
    const late = AbortSignal.timeout(spec.startMs);
    const signal = AbortSignal.any([late, starting.signal]);
    const ask = (each: AbortSignal) => spec.serves(AbortSignal.any([each, AbortSignal.timeout(ANSWER_MS)]));
    await untilServing(ask, signal).catch((fault: Error) => {
      const reason = late.aborted ? `did not come up in ${spec.startMs / 1000} s` : fault.message;
      throw new Error(`${spec.name} ${reason}`, { cause: fault.cause ?? fault });
    });
    served = true;
  }

  return {
    name: spec.name,
    pid: () => child?.pid ?? null,
    serves,
    async start() {
      if (wanted) return;
      wanted = true;
      starting = new AbortController();
      launch();
      await serves();
    },
    async stop() {
      wanted = false;
      clearTimeout(restart);
      starting.abort(new Error('was stopped while it started'));
      const running = child;
      if (running === null) return;
      running.kill('SIGTERM');
      const late = setTimeout(() => killGroup(running), spec.stopMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** With everything that it started and that has not left its group. */
function killGroup(running: ChildProcess): void {
  if (running.pid === undefined) return;
  try {
    process.kill(-running.pid, 'SIGKILL');
  } catch {
    // Windows has no process groups, and the group may have ended just now.
    running.kill('SIGKILL');
  }
}

function passLines(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', take);
}
