import { styleText } from 'node:util';
import { jsonText } from './terminal/json-text.ts';
import { printable } from './terminal/printable.ts';
import type { Screen, World } from './world.ts';

export type Paint = (style: 'red' | 'yellow' | 'green' | 'magenta' | 'dim' | 'bold', text: string) => string;

/** Where a command says what it has to say. */
export interface Output {
  /** Whether a program reads it. */
  readonly json: boolean;
  /** A line of what was asked for. The caller has made printable what comes from elsewhere. */
  say(line: string): void;
  /** A whole answer as one JSON document. */
  document(value: unknown): void;
  /** One of many answers, as a line of JSON. */
  line(value: unknown): void;
  /** How it goes, for whoever watches; made printable here. */
  note(text: string): void;
  /** Marks text on what `say` writes to, where marks are wanted. */
  readonly paint: Paint;
}

export function openOutput({ stdout, stderr, env }: World, json: boolean): Output {
  const say = (line: string) => void stdout.write(`${line}\n`);
  return {
    json,
    say,
    document: (value) => say(jsonText(value, 2)),
    line: (value) => say(jsonText(value)),
    note: (text) => void stderr.write(`${printable(text)}\n`),
    paint: painter(stdout, env),
  };
}

/** Colours only a terminal, and not against the wish of its person (https://no-color.org). */
export function painter(screen: Screen, env: World['env']): Paint {
  const wanted = screen.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  return (style, text) => (wanted ? styleText(style, text, { validateStream: false }) : text);
}
