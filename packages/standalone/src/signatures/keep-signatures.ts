import { execFile } from 'node:child_process';

const HOUR_MS = 3_600_000;

/** What keeps a signature set up to date beside the scanning. */
export interface SignatureUpdates {
  /** Ends an update that runs, and makes no more. */
  stop(): Promise<void>;
}

export interface KeepSignatures {
  /** A program whose last line is `changed VERSION` or `unchanged VERSION`, and which ends with 0 only then. */
  readonly updater: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Longest time one update may take before it is killed. */
  readonly timeoutMs: number;
  /** Told after a change, with the version: engines are to load the new set. */
  readonly onChanged: (version: string) => void;
  readonly log: {
    info(message: string, fields: Record<string, unknown>): void;
    warn(message: string, fields: Record<string, unknown>): void;
  };
  /** Time from the end of an update to the next; shorter after a failure. */
  readonly everyMs?: number;
  readonly afterFailureMs?: number;
}

/** Updates at once, and again and again until it is stopped. A failure is logged and costs nothing but freshness. */
export function keepSignatures(options: KeepSignatures): SignatureUpdates {
  const { everyMs = 4 * HOUR_MS, afterFailureMs = HOUR_MS } = options;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  async function update(): Promise<void> {
    const worked = await updateOnce(options, stopping.signal);
    if (stopping.signal.aborted) return;
    timer = setTimeout(
      () => {
        running = update();
      },
      worked ? everyMs : afterFailureMs,
    );
  }
  let running = update();

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

async function updateOnce(options: KeepSignatures, signal: AbortSignal): Promise<boolean> {
  const { updater, args, env, timeoutMs, onChanged, log } = options;
  const { fault, output } = await run(updater, args, { env, timeout: timeoutMs, signal });
  if (signal.aborted) return false;
  const [, what, version] = /^(changed|unchanged) (\S{1,128})$/m.exec(output) ?? [];
  if (fault !== null || what === undefined || version === undefined) {
    const reason = fault ?? 'it did not say which version there is';
    log.warn('signatures could not be updated; engines go on with what they have', { reason });
    return false;
  }
  log.info('signatures are up to date', { what, version });
  if (what === 'changed') onChanged(version);
  return true;
}

interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** What the program printed, and how it failed: the end of what it complained of. */
function run(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<{ fault: string | null; output: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { ...options, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 }, (error, stdout, stderr) => {
      const complaint = stderr.trim().split('\n').slice(-1)[0] ?? '';
      const fault = error === null ? null : complaint.slice(0, 400) || error.message.slice(0, 400);
      resolve({ fault, output: stdout });
    });
  });
}
