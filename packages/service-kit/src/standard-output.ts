import { setTimeout as delay } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import sonicBoom, { type SonicBoom } from 'sonic-boom';

/** What may wait for a slow reader, in bytes; further lines are dropped, and standard error says so. */
const MAX_WAITING = 16 * 1024 ** 2;

/** How long an orderly end waits for a reader that does not read. */
const MAX_WAIT_MS = 1000;

interface Output extends DestinationStream {
  /** Resolves when every line has left, or nobody reads any more. */
  drained(): Promise<void>;
}

// One for the process: two that write at the same time could cut each other's lines.
let output: Output | null = null;

/**
 * Standard output for log lines. Each line is handed on as soon as the one before has left, and nothing waits for it: a
 * synchronous write into a full pipe sleeps for 100 ms, and every request with it. What has not left yet is written when
 * the process ends, also by a fault; only a killed one loses it.
 */
export function standardOutput(): DestinationStream {
  output ??= open();
  return output;
}

/**
 * Waits until every line has left, before an orderly end: what is written in the moment of the end may overtake the line
 * that is on its way. Waits a second at most.
 */
export async function logWritten(): Promise<void> {
  if (output !== null) await Promise.race([output.drained(), delay(MAX_WAIT_MS, undefined, { ref: false })]);
}

function open(): Output {
  const stream = new sonicBoom.SonicBoom({ fd: 1, sync: false, maxLength: MAX_WAITING });
  let broken = false;
  // Nobody reads any more. That is no reason to stop working.
  stream.on('error', () => {
    broken = true;
    stream.destroy();
  });
  stream.once('drop', () => process.stderr.write('log lines are dropped: nobody reads them as fast as they come\n'));
  process.once('exit', () => {
    if (!broken) flush(stream);
  });
  return {
    write: (line) => void (broken || stream.write(line)),
    drained: () => new Promise((resolve) => (broken ? resolve() : stream.flush(() => resolve()))),
  };
}

function flush(stream: SonicBoom): void {
  try {
    stream.flushSync();
  } catch {
    // The reader has gone in this very moment.
  }
}
