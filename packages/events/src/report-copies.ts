import type { Redis } from 'ioredis';
import type { EventsLogger } from './events-logger.ts';

/**
 * Short-lived copies of rendered file reports, so that a report that many read costs the table one read in a while. They
 * hold nothing that cannot be made again, and every failure reads as "there is no copy".
 */
export interface ReportCopies {
  /** The copy, or null when there is none that may be used. */
  get(userId: string, sha256: string): Promise<string | null>;
  /** Keeps a copy of what was read from the table beginning at `readAt`, milliseconds since 1970. */
  put(userId: string, sha256: string, copy: string, readAt: number): Promise<void>;
  /** The file has changed: no copy made from what was read before is used from now on. */
  forget(userId: string, sha256: string): Promise<void>;
}

/** There never is a copy. */
export const NO_COPIES: ReportCopies = {
  get: async () => null,
  async put() {},
  async forget() {},
};

/** How long a copy is good for when nothing changes, and so how old one can be while Redis could not be told. */
const COPY_MS = 2_000;
/** Who read the table longer ago than this may have missed the mark that a change left. */
const FRESH_MS = 1_000;
/** Outlives every read that began before the change. */
const CHANGED_MS = 2 * FRESH_MS;
/** Larger reports are read from the table each time: Redis is not for them. */
const MAX_CHARACTERS = 262_144;

const CHANGED = '';

/** Copies in Redis, one for all processes of a service. */
export function redisReportCopies(
  redis: Pick<Redis, 'get' | 'set'>,
  logger: EventsLogger,
  clock: () => number = Date.now,
): ReportCopies {
  const keyOf = (userId: string, sha256: string) => `report:${userId}:${sha256}`;
  const orNothing = async (command: () => Promise<string | null>) => {
    try {
      return await command();
    } catch (error) {
      logger.warn({ err: error }, 'copies of reports are not to be had');
      return null;
    }
  };
  return {
    async get(userId, sha256) {
      return (await orNothing(() => redis.get(keyOf(userId, sha256)))) || null;
    },
    async put(userId, sha256, copy, readAt) {
      if (copy.length > MAX_CHARACTERS || clock() - readAt > FRESH_MS) return;
      await orNothing(() => redis.set(keyOf(userId, sha256), copy, 'PX', COPY_MS, 'NX'));
    },
    async forget(userId, sha256) {
      await orNothing(() => redis.set(keyOf(userId, sha256), CHANGED, 'PX', CHANGED_MS));
    },
  };
}
