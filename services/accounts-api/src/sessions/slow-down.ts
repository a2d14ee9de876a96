import { redisScript, type ScriptRedis } from '@assay/auth';
import { AssayError } from '@assay/contracts';

/** What tries are counted by: a user name, an address, a browser. */
export interface Lane {
  readonly key: string;
  /** So many tries go through at once. */
  readonly free: number;
  /** The wait doubles with every further one, from a second up to this. */
  readonly longestMs: number;
  /** Whether it belongs to the one who was right, so that all is forgiven; in a shared one only the right try is. */
  readonly own: boolean;
}

/** A try that was let through. */
export interface Try {
  /** It was right, or it came to nothing: it does not count. */
  forgive(): Promise<void>;
}

export interface SlowDown {
  /**
   * Counts a try in all lanes before it is looked at, so that many at once cannot slip by. Throws AssayError `busy` with
   * what is to be waited when one of the lanes is not free, `transient` when Redis is away.
   */
  begin(lanes: readonly Lane[]): Promise<Try>;
}

const FIRST_MS = 1000;
/** Nothing is remembered for longer than that after the last try. */
const FORGOTTEN_MS = 3_600_000;

/** Per lane: free tries and the longest wait. Answers the wait, or 0 and when each lane is free again. */
const BEGIN = redisScript(`
local now, wait = tonumber(ARGV[1]), 0
for _, key in ipairs(KEYS) do
  wait = math.max(wait, tonumber(redis.call('HGET', key, 'at') or '0') - now)
end
if wait > 0 then return { math.ceil(wait) } end
local answer = { 0 }
for i, key in ipairs(KEYS) do
  local tries, free, longest = redis.call('HINCRBY', key, 'tries', 1), tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local at = 0
  if tries > free then at = now + math.min(longest, ${FIRST_MS} * 2 ^ math.min(30, tries - free - 1)) end
  redis.call('HSET', key, 'at', string.format('%.0f', at))
  redis.call('PEXPIRE', key, ${FORGOTTEN_MS})
  answer[i + 1] = string.format('%.0f', at)
end
return answer`);

/** Per lane: whether it is one's own, and the moment that the try itself set. */
const FORGIVE = redisScript(`
for i, key in ipairs(KEYS) do
  if ARGV[2 * i - 1] == '1' then
    redis.call('DEL', key)
  elseif redis.call('EXISTS', key) == 1 then
    redis.call('HINCRBY', key, 'tries', -1)
    if redis.call('HGET', key, 'at') == ARGV[2 * i] then redis.call('HSET', key, 'at', '0') end
  end
end
return 0`);

export function createSlowDown(redis: ScriptRedis, clock: () => number): SlowDown {
  return {
    async begin(lanes) {
      const keys = lanes.map(({ key }) => key);
      const values = [clock(), ...lanes.flatMap(({ free, longestMs }) => [free, longestMs])];
      const [waitMs = 0, ...at] = (await orTransient(() => BEGIN(redis, keys, values))) as (number | string)[];
      if (Number(waitMs) > 0) throw tooSoon(Number(waitMs));
      return {
        async forgive() {
          const marks = lanes.flatMap(({ own }, index) => [own ? '1' : '0', String(at[index])]);
          await orTransient(() => FORGIVE(redis, keys, marks));
        },
      };
    },
  };
}

function tooSoon(waitMs: number): AssayError {
  return new AssayError('busy', 'Too many tries; wait a little.', { retryAfterS: Math.ceil(waitMs / 1000) });
}

async function orTransient<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw new AssayError('transient', undefined, { internal: 'the counters of tries did not answer', cause });
  }
}
