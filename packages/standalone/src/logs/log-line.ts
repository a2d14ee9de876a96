const LEVELS: Readonly<Record<string, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  warning: 40,
  error: 50,
  fatal: 60,
  critical: 60,
  silent: Number.POSITIVE_INFINITY,
};

/** The number of a level's name, as pino counts them. */
export function levelNumber(name: string): number {
  return LEVELS[name.toLowerCase()] ?? 30;
}

export interface LogLine {
  readonly level: number;
  /** One JSON object, with at least `level`, `time`, `name` and `msg`. */
  readonly json: string;
}

/** What a process wrote, as one log line in our form. Text that is no JSON object came from a library or a runtime. */
export function readLogLine(process: string, text: string): LogLine {
  const entry = parseObject(text);
  if (entry === null) return wrap(process, text);
  const level = typeof entry.level === 'string' ? levelNumber(entry.level) : Number(entry.level ?? 30);
  if (typeof entry.level === 'number' && entry.name !== undefined) return { level, json: text };
  return { level, json: JSON.stringify({ ...entry, level, name: entry.name ?? process, time: timeOf(entry) }) };
}

function wrap(process: string, text: string): LogLine {
  return { level: 30, json: JSON.stringify({ level: 30, time: Date.now(), name: process, msg: text }) };
}

function timeOf({ time }: Record<string, unknown>): number {
  if (typeof time === 'number') return time;
  const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(parsed) ? Date.now() : parsed;
}

function parseObject(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
