import type { Redis } from 'ioredis';
import type { EventsLogger } from '../events-logger.ts';

/** Tells one reader that its stream may have something new. */
export interface Bell {
  /** Forgets what rang until now. Called before the stream is read, so that nothing is missed in between. */
  reset(): void;
  /** Whether a connection was lost and is back since the last call. */
  takeInterruption(): boolean;
  /** Resolves when it has rung since `reset`, when `signal` aborts, or after this time. */
  rung(signal: AbortSignal, timeoutMs: number): Promise<void>;
  stop(): void;
}

interface Listener {
  ring(interrupted: boolean): void;
}

/**
 * Wake-ups for any number of readers over one subscribed connection, which is made with the first of them. The messages
 * carry nothing: each reader reads its stream from where it was, so a lost or doubled wake-up loses or doubles nothing.
 */
export function wakeUps(redis: Redis, logger: EventsLogger) {
  const listeners = new Map<string, Set<Listener>>();
  let subscriber: Redis | undefined;

  function ringAll(): void {
    for (const ones of listeners.values()) for (const listener of ones) listener.ring(true);
  }

  function connect(): Redis {
    // The first reader may come before the connection is ready, so subscribing may wait for it, briefly.
    // ioredis would subscribe again by itself after a loss, but does not tell when that is done and leaves its failure
    // unhandled, which ends a process.
    const made = redis.duplicate({ enableOfflineQueue: true, autoResubscribe: false });
    made.on('error', (error) => logger.warn({ err: error }, 'connection for live events failed'));
    made.on('message', (channel) => {
      for (const listener of listeners.get(channel) ?? []) listener.ring(false);
    });
    made.on('ready', async () => {
      const channels = [...listeners.keys()];
      try {
        if (channels.length > 0) await made.subscribe(...channels);
      } catch {
        // A connection that did not answer in time is good for nothing; the next one tries again.
        if (made.status === 'ready') made.disconnect(true);
      }
      ringAll();
    });
    // Readers notice at once that Redis is gone, and when it is back.
    made.on('close', ringAll);
    redis.on('close', ringAll);
    redis.on('ready', ringAll);
    return made;
  }

  function remove(channel: string, listener: Listener): void {
    const ones = listeners.get(channel);
    if (!ones?.delete(listener) || ones.size > 0) return;
    listeners.delete(channel);
    subscriber?.unsubscribe(channel).catch(() => {});
  }

  return {
    /** A bell for this channel, subscribed when it resolves. Throws when Redis does not answer. */
    async listen(channel: string): Promise<Bell> {
      subscriber ??= connect();
      const { bell, listener } = newBell((one) => remove(channel, one));
      const ones = listeners.get(channel) ?? new Set();
      listeners.set(channel, ones.add(listener));
      try {
        await subscriber.subscribe(channel);
        return bell;
      } catch (error) {
        bell.stop();
        throw error;
      }
    },
    close(): void {
      redis.off('close', ringAll);
      redis.off('ready', ringAll);
      subscriber?.disconnect();
      ringAll();
      listeners.clear();
    },
  };
}

function newBell(onStop: (listener: Listener) => void): { bell: Bell; listener: Listener } {
  let rang = false;
  let interrupted = false;
  let wake: () => void = () => {};
  const listener: Listener = {
    ring(byInterruption) {
      rang = true;
      interrupted ||= byInterruption;
      wake();
    },
  };
  const bell: Bell = {
    reset() {
      rang = false;
    },
    takeInterruption() {
      const was = interrupted;
      interrupted = false;
      return was;
    },
    async rung(signal, timeoutMs) {
      if (rang || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          wake = () => {};
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        signal.addEventListener('abort', done);
        wake = done;
      });
    },
    stop: () => onStop(listener),
  };
  return { bell, listener };
}
