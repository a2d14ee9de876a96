import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number };
export type Keyboard = Readable & { readonly isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };

/** Everything outside of the program that a command may see. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Keyboard;
  /** What was asked for. */
  readonly stdout: Screen;
  /** How it goes, and what went wrong. */
  readonly stderr: Screen;
  /** Aborts when the person wants it to end. */
  readonly signal: AbortSignal;
}
