import type { Redis } from 'ioredis';
import type { EventsLogger } from './events-logger.ts';

/**
 * Short-lived copies of rendered file reports, so that a report that many read costs the table one read in a while. They
 * hold nothing that cannot be made again, and every failure reads as "there is no copy".
 */
export interface ReportCopies {
  /** The copy, or null when there is none that may be used. */
  get(userId: string, sha256: string): Promise<ReportCopy | null>;
  /**
   * Keeps a copy of what was read from the table beginning at `readAt`, milliseconds since 1970: where there is none, or
   * in the place of `old` if that is there still.
   */
  put(userId: string, sha256: string, text: string, readAt: number, old?: ReportCopy): Promise<void>;
  /** The file has changed: no copy made from what was read before is used from now on. */
  forget(userId: string, sha256: string): Promise<void>;
}

export interface ReportCopy {
  readonly text: string;
  /** When what it was made of was read, milliseconds since 1970. */
  readonly readAt: number;
  /** Whether it is time to read the table again, before the copy is gone and everybody has to. */
  readonly ageing: boolean;
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

/** Replaces a copy unless the file has changed or somebody else was faster. */
const REPLACE = `if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) end`;

/** Copies in Redis, one for all processes of a service. */
export function redisReportCopies(
  redis: Pick<Redis, 'get' | 'set' | 'eval'>,
  logger: EventsLogger,
  clock: () => number = Date.now,
): ReportCopies {
  const keyOf = (userId: string, sha256: string) => `report:${userId}:${sha256}`;
  const orNothing = async (command: () => Promise<unknown>) => {
    try {
      return await command();
    } catch (error) {
      logger.warn({ err: error }, 'copies of reports are not to be had');
      return null;
    }
  };
  return {
    async get(userId, sha256) {
      const value = await orNothing(() => redis.get(keyOf(userId, sha256)));
      return typeof value === 'string' && value !== CHANGED ? parse(value, clock()) : null;
    },
    async put(userId, sha256, text, readAt, old) {
      if (text.length > MAX_CHARACTERS || clock() - readAt > FRESH_MS) return;
      const key = keyOf(userId, sha256);
      const value = print({ text, readAt });
      await orNothing(() =>
        old === undefined
          ? redis.set(key, value, 'PX', COPY_MS, 'NX')
          : redis.eval(REPLACE, 1, key, print(old), value, COPY_MS),
      );
    },
    async forget(userId, sha256) {
      await orNothing(() => redis.set(keyOf(userId, sha256), CHANGED, 'PX', CHANGED_MS));
    },
  };
}

function print({ readAt, text }: Pick<ReportCopy, 'readAt' | 'text'>): string {
  return `${readAt}:${text}`;
}

function parse(value: string, now: number): ReportCopy {
  const colon = value.indexOf(':');
  const readAt = Number(value.slice(0, colon));
  return { text: value.slice(colon + 1), readAt, ageing: now - readAt > COPY_MS / 2 };
}
