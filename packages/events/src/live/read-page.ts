import { LiveEvent } from '@assay/contracts';
import type { Redis } from 'ioredis';
import type { Placed } from '../ports.ts';

/** How many events are read at once, and so held by one reader. */
export const PAGE = 250;

export interface Page {
  readonly events: Placed[];
  /** The place of the last entry, also when it could not be read. */
  readonly end: string;
  /** Whether there may be more. */
  readonly full: boolean;
}

/** The next events of a stream after a place. What is not an event of ours is passed over. */
export async function readPage(redis: Redis, stream: string, after: string): Promise<Page> {
  const entries = await redis.xrange(stream, `(${after}`, '+', 'COUNT', PAGE);
  const events = entries.flatMap(([id, fields]) => {
    const event = parseEvent(fields);
    return event ? [{ id, event }] : [];
  });
  return { events, end: entries.at(-1)?.[0] ?? after, full: entries.length === PAGE };
}

/** The field that holds the event as JSON. */
export const EVENT_FIELD = 'event';

function parseEvent(fields: readonly string[]): LiveEvent | null {
  const at = fields.indexOf(EVENT_FIELD);
  try {
    return LiveEvent.parse(JSON.parse(fields[at + 1] ?? ''));
  } catch {
    return null;
  }
}
