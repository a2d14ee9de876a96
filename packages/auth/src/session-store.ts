import type { Redis } from 'ioredis';
import { orTransient } from './redis-commands.ts';
import { redisScript, type ScriptRedis } from './redis-script.ts';

/** The commands of Redis that sessions need. */
export type SessionRedis = Pick<Redis, 'getex' | 'set' | 'del' | 'exists'> & ScriptRedis;

/** A session that nobody used for so long is over. */
export const IDLE_MS = 3_600_000;

const redisKey = (sessionId: string) => `session:${sessionId}`;

/** Puts the third text in the place of the second, so that of two who change a session none undoes the other. */
const REPLACE = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`);

/** The sealed records of sessions in Redis. A command fails as `transient` when Redis is away. */
export interface SessionStore {
  /** The sealed text, or null; the session is idle from now. */
  read(sessionId: string): Promise<string | null>;
  write(sessionId: string, sealed: string): Promise<void>;
  /** False when another text stands there, or none. */
  replace(sessionId: string, before: string, after: string): Promise<boolean>;
  remove(...sessionIds: string[]): Promise<void>;
  /** Which of them are there. Does not count as use. */
  present(sessionIds: readonly string[]): Promise<Set<string>>;
}

export function sessionStore(redis: SessionRedis): SessionStore {
  const run = <T>(command: () => Promise<T>) => orTransient('the session store', command);
  return {
    read: (id) => run(() => redis.getex(redisKey(id), 'PX', IDLE_MS)),
    async write(id, sealed) {
      await run(() => redis.set(redisKey(id), sealed, 'PX', IDLE_MS));
    },
    replace: (id, before, after) =>
      run(async () => (await REPLACE(redis, [redisKey(id)], [before, after, IDLE_MS])) === 1),
    async remove(...ids) {
      // One by one: in a cluster each lies elsewhere.
      for (const id of ids) await run(() => redis.del(redisKey(id)));
    },
    async present(ids) {
      const there = await Promise.all(ids.map((id) => run(() => redis.exists(redisKey(id)))));
      return new Set(ids.filter((_, at) => there[at] === 1));
    },
  };
}
