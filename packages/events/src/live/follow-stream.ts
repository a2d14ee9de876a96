import { AssayError } from '@assay/contracts';
import type { Redis } from 'ioredis';
import type { Placed } from '../ports.ts';
import { holdsPlace } from './holds-place.ts';
import { eventsInterrupted, eventsLost } from './live-errors.ts';
import { type Page, readPage } from './read-page.ts';
import { wakeChannel } from './stream-keys.ts';
import type { Bell, wakeUps } from './wake-ups.ts';

/** A wake-up can be lost with its connection, so a stream is looked at now and then without one. */
const LOOK_ANYWAY_MS = 15_000;
/** How soon Redis is asked again while it is gone. */
const RETRY_MS = 250;

export interface Follow {
  readonly redis: Redis;
  readonly wakes: ReturnType<typeof wakeUps>;
  readonly stream: string;
  readonly after: string;
  /** Whether `after` is a place that was seen, so that a gap behind it must not go unnoticed. */
  readonly anchored: boolean;
  /** How long Redis may be gone before the reader is told. */
  readonly giveUpMs: number;
  /** Ends the stream without an error. */
  readonly signal: AbortSignal;
}

/**
 * What a stream holds after a place, then what comes. It reads only as fast as it is consumed. A short absence of
 * Redis is waited out; what would be a gap ends it with an error, and so does a long absence.
 */
export async function* followStream(follow: Follow): AsyncGenerator<Placed, void, void> {
  const { signal } = follow;
  if (signal.aborted) return;
  const bell = await listen(follow);
  let { after, anchored } = follow;
  try {
    while (!signal.aborted) {
      bell.reset();
      const page = await nextPage({ ...follow, after, anchored }, bell);
      if (!page) return;
      for (const placed of page.events) {
        yield placed;
        if (signal.aborted) return;
      }
      anchored ||= page.end !== after;
      after = page.end;
      if (!page.full) await bell.rung(signal, LOOK_ANYWAY_MS);
    }
  } finally {
    bell.stop();
  }
}

async function listen({ wakes, stream }: Follow): Promise<Bell> {
  try {
    return await wakes.listen(wakeChannel(stream));
  } catch (error) {
    throw eventsInterrupted(error);
  }
}

/** The next page, waiting for Redis if it must; null when the reader left meanwhile. */
async function nextPage(follow: Follow, bell: Bell): Promise<Page | null> {
  const { redis, stream, after, anchored, signal } = follow;
  const giveUpAt = performance.now() + follow.giveUpMs;
  let wasAway = bell.takeInterruption();
  while (!signal.aborted) {
    try {
      const page = await readPage(redis, stream, after);
      // A reader that is far behind may have been overtaken by trimming; one that was cut off, by anything.
      if (anchored && (wasAway || page.full) && !(await holdsPlace(redis, stream, after))) throw eventsLost();
      return page;
    } catch (error) {
      if (error instanceof AssayError) throw error;
      if (performance.now() > giveUpAt) throw eventsInterrupted(error);
      wasAway = true;
      bell.reset();
      await bell.rung(signal, RETRY_MS);
    }
  }
  return null;
}
