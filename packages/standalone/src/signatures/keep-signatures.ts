import { execFile } from 'node:child_process';

const HOUR_MS = 3_600_000;

/** What keeps a signature set up to date beside the scanning. */
export interface SignatureUpdates {
  /** Ends an update that runs, and makes no more. */
  stop(): Promise<void>;
}

export interface KeepSignatures {
  /**
   * A program that says `changed VERSION` or `unchanged VERSION` in a line, and ends with 0 when the set is current. A
   * failed one may have changed a part of the set.
   */
  readonly updater: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Longest time one update may take before it is killed. */
  readonly timeoutMs: number;
  /** Told after what may have been a change, with the version: engines are to load the new set. */
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
  // An update that was killed has said nothing, and the next one compares with what that left.
  let mayHaveChanged = false;
  let timer: NodeJS.Timeout | undefined;

  async function update(): Promise<void> {
    const { said, fault } = await updateOnce(options, stopping.signal);
    if (stopping.signal.aborted) return;
    tell(options, said, fault);
    if (said !== null && (said.what === 'changed' || mayHaveChanged)) options.onChanged(said.version);
    mayHaveChanged = said === null;
    timer = setTimeout(
      () => {
        running = update();
      },
      fault === null ? everyMs : afterFailureMs,
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

interface Said {
  readonly what: string;
  readonly version: string;
}

interface Update {
  /** Null when it said nothing of the set. */
  readonly said: Said | null;
  readonly fault: string | null;
}

async function updateOnce(options: KeepSignatures, signal: AbortSignal): Promise<Update> {
  const { updater, args, env, timeoutMs } = options;
  const { fault, output } = await run(updater, args, { env, timeout: timeoutMs, signal });
  const [, what, version] = /^(changed|unchanged) (\S{1,128})$/m.exec(output) ?? [];
  if (what === undefined || version === undefined) {
    return { said: null, fault: fault ?? 'it did not say which version there is' };
  }
  return { said: { what, version }, fault };
}

function tell({ log }: KeepSignatures, said: Said | null, fault: string | null): void {
  if (fault === null) log.info('signatures are up to date', { ...said });
  else
    log.warn('signatures could not be updated in full; engines go on with what there is', { ...said, reason: fault });
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
