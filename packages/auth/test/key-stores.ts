import { connectRedis } from '@assay/events';
import { startRedis, type TestRedis } from '@assay/events/testing';
import type { Table } from '@assay/table';
import { startDynalite } from '@assay/table/testing';
import type { Redis } from 'ioredis';
import { createAuthenticator, type Sealer } from '../src/index.ts';
import { testSealer } from '../src/testing/index.ts';

/** A real Redis and a real table, and what stands on them. */
export interface KeyStores {
  readonly server: TestRedis;
  readonly redis: Redis;
  readonly table: Table;
  readonly sealer: Sealer;
  /** A clock that stands still unless it is moved. */
  readonly time: { now: number };
  /** An authenticator with an empty memory, as another process would have. It does not wait before it refuses. */
  process(): ReturnType<typeof createAuthenticator>;
  stop(): Promise<void>;
}

export async function startKeyStores(): Promise<KeyStores> {
  const [server, dynalite, sealer] = await Promise.all([startRedis(), startDynalite(), testSealer()]);
  const redis = connectRedis(server.url);
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
  redis.on('error', () => {});
  const time = { now: Date.now() };
  const { table } = dynalite;
  return {
    server,
    redis,
    table,
    sealer,
    time,
    process: () => createAuthenticator({ redis, table, sealer, clock: () => time.now, wait: () => Promise.resolve() }),
    async stop() {
      redis.disconnect();
      await Promise.all([server.stop(), dynalite.stop()]);
    },
  };
}
