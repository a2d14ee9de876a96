import type { Paint } from '../output.ts';

const COLOURS = {
  malicious: 'red',
  suspicious: 'yellow',
  undetected: 'green',
  harmless: 'green',
  unknown: 'magenta',
} as const;

/** A verdict in its colour; any other word as it is. */
export function verdictPainter(paint: Paint): (text: string) => string {
  return (text) => (Object.hasOwn(COLOURS, text) ? paint(COLOURS[text as keyof typeof COLOURS], text) : text);
}
