import { Redis } from 'ioredis';

/**
 * A client for `redis://…`, `rediss://…` or `unix:/path`. A dead Redis fails a command at once instead of
 * holding it: what Redis keeps can be rebuilt, and a caller that waits cannot say why.
 */
export function connectRedis(url: string): Redis {
  return new Redis(url);
}
