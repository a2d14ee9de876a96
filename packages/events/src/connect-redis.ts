import { Redis, type RedisOptions } from 'ioredis';
import type { EventsLogger } from './events-logger.ts';

const MAX_RECONNECT_MS = 1_000;

/**
 * Nothing is held back or tried again in secret: what Redis keeps can be rebuilt, and a caller that waits cannot say
 * why. A command that may have been carried out is not sent twice, because that would double an event.
 */
const FAIL_FAST = {
  maxRetriesPerRequest: 1,
  commandTimeout: 500,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (times: number) => Math.min(50 * 2 ** times, MAX_RECONNECT_MS) * (0.8 + 0.4 * Math.random()),
} satisfies RedisOptions;

/**
 * A client for `redis://…`, `rediss://…`, `unix:/path` or a path. It connects by itself and for ever; until it is
 * `ready`, and while Redis is gone, every command fails at once.
 */
export function connectRedis(url: string, logger?: EventsLogger): Redis {
  const redis = new Redis(url.replace(/^unix:(?:\/\/)?(?=\/)/, ''), FAIL_FAST);
  if (logger) redis.on('error', (error) => logger.warn({ err: error }, 'connection to Redis failed'));
  return redis;
}
