import { orTransient } from './redis-commands.ts';
import { redisScript, type ScriptRedis } from './redis-script.ts';

/** A count over one window of time. */
export interface Counter {
  readonly key: string;
  /** 0: not bounded. */
  readonly limit: number;
  /** How much room there must be for this call, and how much of it is taken now. */
  readonly need: number;
  readonly add: number;
  /** What is left of the window, in milliseconds. */
  readonly endsInMs: number;
}

export interface Taken {
  /** Which counter, by its place, had no room for this call; then nothing was taken of any. */
  readonly refused: number | null;
  /** What each counter stands at now. */
  readonly used: readonly number[];
}

/** Looks at all counters first, and adds to all of them or to none. */
const TAKE = redisScript(`
local used, refused = {}, 0
for i, key in ipairs(KEYS) do
  used[i] = tonumber(redis.call('GET', key) or '0')
  local limit, need = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2])
  if refused == 0 and limit > 0 and used[i] + need > limit then refused = i end
end
if refused == 0 then
  for i, key in ipairs(KEYS) do
    local add = tonumber(ARGV[4 * i - 1])
    if add > 0 then
      used[i] = redis.call('INCRBY', key, ARGV[4 * i - 1])
      if used[i] == add then redis.call('PEXPIRE', key, ARGV[4 * i]) end
    end
  end
end
table.insert(used, 1, refused)
return used`);

/** Takes from all counters or from none, in one step of Redis. Throws AssayError `transient` when Redis is away. */
export async function take(redis: ScriptRedis, counters: readonly Counter[]): Promise<Taken> {
  const values = counters.flatMap(({ limit, need, add, endsInMs }) => [limit, need, add, Math.max(1, endsInMs)]);
  const keys = counters.map(({ key }) => key);
  const answer = (await orTransient('the counters', () => TAKE(redis, keys, values))) as number[];
  const [refused = 0, ...used] = answer.map(Number);
  return { refused: refused === 0 ? null : refused - 1, used };
}
