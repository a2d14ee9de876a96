import { join } from 'node:path';
import { prettyFactory } from 'pino-pretty';
import { type LogFile, openLogFile } from './log-file.ts';
import { levelNumber, readLogLine } from './log-line.ts';

/** The log of the whole system: every line into the file, those of the wanted level also onto the terminal. */
export interface Logs {
  /** A line that a process wrote. */
  line(process: string, text: string): void;
  info(msg: string, fields?: Record<string, unknown>): void;
  warn(msg: string, fields?: Record<string, unknown>): void;
  error(msg: string, fields?: Record<string, unknown>): void;
  /** The newest lines of a process: what to show when it does not come up. */
  tail(process: string): string[];
  close(): void;
}

const TAIL_LINES = 20;

export interface LogOptions {
  readonly folder: string;
  readonly level: string;
  readonly format: 'json' | 'pretty';
  readonly terminal: (text: string) => void;
}

export function openLogs(options: LogOptions): Logs {
  const path = join(options.folder, 'assay.log');
  const shown = levelNumber(options.level);
  const pretty = prettyFactory({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l', singleLine: true });
  const tails = new Map<string, string[]>();

  const file: LogFile = openLogFile(path, {
    failed: ({ message }) => show(50, ownLine(50, 'the log cannot be written; its lines are lost', { path, message })),
    gap: (lost) => ownLine(40, 'the log could not be written for a while', { lost }),
    recovered: (gap) => show(40, gap),
  });

  function line(process: string, text: string): void {
    const { level, json } = readLogLine(process, text);
    file.write(json);
    remember(process, json);
    show(level, json);
  }
  function show(level: number, json: string): void {
    if (level >= shown) options.terminal(options.format === 'json' ? `${json}\n` : pretty(json));
  }
  function remember(process: string, json: string): void {
    const lines = tails.get(process) ?? [];
    lines.push(json);
    if (lines.length > TAIL_LINES) lines.shift();
    tails.set(process, lines);
  }
  const own = (level: number) => (msg: string, fields?: Record<string, unknown>) =>
    line('standalone', ownLine(level, msg, fields));

  return {
    line,
    info: own(30),
    warn: own(40),
    error: own(50),
    tail: (process) => tails.get(process) ?? [],
    close: () => file.close(),
  };
}

function ownLine(level: number, msg: string, fields?: Record<string, unknown>): string {
  return JSON.stringify({ level, time: Date.now(), name: 'standalone', ...fields, msg });
}
