import { type DestinationStream, type Logger as PinoLogger, type LoggerOptions as PinoOptions, pino } from 'pino';
import pretty from 'pino-pretty';
import { serialiseError } from './serialise-error.ts';
import { standardOutput } from './standard-output.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** The service; every line carries it. */
  readonly name: string;
  /** `fatal` … `trace` or `silent`; `info` when absent. */
  readonly level?: string | undefined;
  /** For people at a terminal; JSON otherwise. */
  readonly pretty?: boolean | undefined;
  /** Standard output when absent. */
  readonly destination?: DestinationStream | undefined;
}

/** Members that are never written, should a line ever be given them. A safety net: nothing should. */
const SECRETS = [
  'authorization',
  'Authorization',
  'bearer',
  'cookie',
  'headers',
  'jwt',
  'password',
  'secret',
  'secret_key',
  'token',
  'filename',
  'fileName',
  'query',
];
// pino's `*.name` does not reach a member of the line itself, so both forms are listed.
const REDACTED = [...SECRETS.flatMap((name) => [name, `*.${name}`]), '["x-apikey"]', '*["x-apikey"]'];

/** A logger of JSON lines on standard output. What is not written yet is written when the process ends, also by a fault. */
export function createLogger(options: LoggerOptions): Logger {
  const settings: PinoOptions = {
    level: options.level ?? 'info',
    base: { service: options.name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: serialiseError, error: serialiseError },
    redact: { paths: REDACTED, censor: '[redacted]' },
  };
  return pino(
    settings,
    options.pretty === true ? readable(options.destination) : (options.destination ?? standardOutput()),
  );
}

function readable(destination: DestinationStream | undefined): DestinationStream {
  return pretty({
    sync: true,
    colorize: destination === undefined && process.stdout.isTTY === true,
    ignore: 'pid,service',
    messageFormat: '{service}: {msg}',
    destination: (destination ?? 1) as 1,
  });
}
