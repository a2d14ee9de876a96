import type { Redis } from 'ioredis';
import type { EventsLogger } from './events-logger.ts';

/**
 * Short-lived copies of rendered file reports, so that a report that many read costs the table one read in a while. They
 * hold nothing that cannot be made again, and every failure reads as "there is no copy".
 */
export interface ReportCopies {
  /** The copy, or null when there is none that may be used: none of what was read more than two seconds ago is. */
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

/**
 * How long a copy is good for when nothing changes, and so how old one can be while Redis could not be told. Whoever reads
 * it looks at its age too, because Redis counts from the moment when it carried the write out, which may be late.
 */
const COPY_MS = 2_000;
/** Who read the table longer ago than this may have missed the mark that a change left. */
const FRESH_MS = 1_000;
/** A copy that is taken when the mark is gone is of what was read longer ago than a copy is good for. */
const CHANGED_MS = COPY_MS;
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
      return typeof value === 'string' && value !== CHANGED ? usable(parse(value), clock()) : null;
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

function parse(value: string): Pick<ReportCopy, 'readAt' | 'text'> {
  const colon = value.indexOf(':');
  return { readAt: Number(value.slice(0, colon)), text: value.slice(colon + 1) };
}

/** A write that Redis took after the mark of a change had gone again is older than the mark lived, and is not used. */
function usable({ readAt, text }: Pick<ReportCopy, 'readAt' | 'text'>, now: number): ReportCopy | null {
  const ageMs = now - readAt;
  return ageMs >= COPY_MS ? null : { text, readAt, ageing: ageMs > COPY_MS / 2 };
}
