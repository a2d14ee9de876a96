import { type LogLine, MAX_LOG_LINES, MAX_LOG_MESSAGE } from '@assay/contracts';

type Level = LogLine['level'];

/** The log of one engine on one sample, over all attempts at the run. */
export interface RunLog {
  add(level: Level, message: string, time: string): void;
  /** A line of the worker's own. */
  note(level: Level, message: string): void;
  readonly lines: readonly LogLine[];
}

/**
 * Numbers the lines anew from 1, because a run that is repeated begins to count again, and holds the bounds whatever
 * the host keeps to. Every line that is kept is passed on at once.
 */
export function createRunLog(engine: string, now: () => Date, passOn: (line: LogLine) => void): RunLog {
  const lines: LogLine[] = [];

  function add(level: Level, message: string, time: string): void {
    if (lines.length > MAX_LOG_LINES) return;
    const full = lines.length === MAX_LOG_LINES;
    const line: LogLine = full
      ? { engine, seq: lines.length + 1, time, level: 'warning', message: 'the log is longer; the rest was dropped' }
      : { engine, seq: lines.length + 1, time, level, message: cut(message) };
    lines.push(line);
    passOn(line);
  }
  return { lines, add, note: (level, message) => add(level, message, now().toISOString()) };
}

function cut(message: string): string {
  return message.length <= MAX_LOG_MESSAGE + 64 ? message : `${message.slice(0, MAX_LOG_MESSAGE).toWellFormed()} …`;
}
