import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

export type ScriptRedis = Pick<Redis, 'evalsha' | 'eval'>;

/** A Lua script, which Redis runs as one. Only its digest is sent once Redis knows it. */
export type Script = (
  redis: ScriptRedis,
  keys: readonly string[],
  values: readonly (string | number)[],
) => Promise<unknown>;

export function redisScript(lua: string): Script {
  const digest = createHash('sha1').update(lua).digest('hex');
  return async (redis, keys, values) => {
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(lua, keys.length, ...keys, ...values);
    }
  };
}
