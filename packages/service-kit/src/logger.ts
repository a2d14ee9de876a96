import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly name: string;
  /** `fatal` … `trace`; `info` when absent. */
  readonly level?: string | undefined;
  /** For people at a terminal; JSON otherwise. */
  readonly pretty?: boolean | undefined;
  /** Standard output when absent. */
  readonly destination?: DestinationStream | undefined;
}

export function createLogger(options: LoggerOptions): Logger {
  return pino({ name: options.name });
}
