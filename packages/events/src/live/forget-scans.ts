import { AssayError } from '@assay/contracts';
import type { Redis } from 'ioredis';
import { readPage } from './read-page.ts';
import { scanStream, userStream } from './stream-keys.ts';
import { BEGINNING } from './stream-place.ts';

/** Removes the streams of these scans, and their events from the stream of their user. */
export async function forgetScans(redis: Redis, userId: string, scanIds: readonly string[]): Promise<void> {
  if (scanIds.length === 0) return;
  try {
    await redis.del(...scanIds.map(scanStream));
    const scans = new Set(scanIds);
    const stream = userStream(userId);
    let after = BEGINNING;
    while (true) {
      const page = await readPage(redis, stream, after);
      const theirs = page.events.filter(({ event }) => scans.has(event.scanid)).map(({ id }) => id);
      if (theirs.length > 0) await redis.xdel(stream, ...theirs);
      if (!page.full) return;
      after = page.end;
    }
  } catch (cause) {
    throw new AssayError('transient', undefined, { cause, internal: 'live events could not be removed' });
  }
}
