import type { LiveEvent } from '@assay/contracts';
import type { OpenScan } from '../client/follow.ts';
import type { Paint } from '../output.ts';
import { verdictPainter } from './paint-verdict.ts';
import { printable } from './printable.ts';

/** An event as a line: `12:00:01  275a021b  clamav  completed  malicious  Eicar-Signature`. */
export function eventLine(event: OpenScan | LiveEvent, paint: Paint): string {
  const colour = verdictPainter(paint);
  const line = (time: string, sha256: string | null, ...words: (string | null)[]) =>
    [paint('dim', time.slice(11, 19)), sha256?.slice(0, 8) ?? null, ...words]
      .filter((word) => word !== null)
      .map((word, at) => (at === 0 ? word : colour(printable(word))))
      .join('  ');
  if (!('type' in event)) return line(event.timestamp, event.sha256, 'scan', event.status, event.scanid);
  switch (event.type) {
    case 'scan':
      return line(event.time, event.sha256, 'scan', event.status, event.verdict);
    case 'engine':
      return line(
        event.time,
        event.sha256,
        event.engine,
        event.outcome ?? 'running',
        event.verdict,
        event.label,
        event.message,
      );
    case 'log':
      return line(event.line.time, null, event.line.engine, event.line.level, event.line.message);
  }
}
