import type { IncomingHttpHeaders } from 'node:http';
import { connectRedis } from '@assay/events';
import { startRedis, type TestRedis } from '@assay/events/testing';
import type { Table } from '@assay/table';
import { startDynalite } from '@assay/table/testing';
import type { Redis } from 'ioredis';
import {
  type Arrival,
  type AuthenticatorOptions,
  type Caller,
  createAuthenticator,
  type Sealer,
} from '../src/index.ts';
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
  process(): Process;
  stop(): Promise<void>;
}

export interface Process {
  authenticate(headers: IncomingHttpHeaders, more?: Partial<Arrival>): Promise<Caller>;
}

/** A request that only reads, from nowhere special. */
export const ARRIVAL: Arrival = { headers: {}, method: 'GET', ip: '192.0.2.1', origin: 'https://assay.test' };

/** Takes the headers of such a request; refuses as many credentials as one likes, unless limits are given. */
export function authenticating(options: AuthenticatorOptions): Process {
  const limits = { perUser: {}, failedPerMinute: 0, anonymousPerMinute: 0 };
  const authenticator = createAuthenticator({ limits, ...options });
  return { authenticate: (headers, more) => authenticator.authenticate({ ...ARRIVAL, headers, ...more }) };
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
    process: () => authenticating({ redis, table, sealer, clock: () => time.now, wait: () => Promise.resolve() }),
    async stop() {
      redis.disconnect();
      await Promise.all([server.stop(), dynalite.stop()]);
    },
  };
}
