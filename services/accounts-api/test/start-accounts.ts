import { createGate, type Sealer } from '@assay/auth';
import { makeAccount, type TestAccount, type TestUser, testSealer } from '@assay/auth/testing';
import { connectRedis } from '@assay/events';
import { startRedis } from '@assay/events/testing';
import { createLogger, createMetrics } from '@assay/service-kit';
import type { Table } from '@assay/table';
import { startDynalite } from '@assay/table/testing';
import type { FastifyInstance } from 'fastify';
import { build } from '../src/index.ts';

/** accounts-api on a real Redis and a real table. */
export interface Accounts {
  readonly app: FastifyInstance;
  readonly table: Table;
  readonly sealer: Sealer;
  /** Every line that was logged. */
  readonly lines: string[];
  /** The same service as another process would run it, with nothing in its memory. */
  another(): FastifyInstance;
  account(user?: TestUser): Promise<TestAccount>;
  killRedis(): Promise<void>;
  restartRedis(): Promise<void>;
  stop(): Promise<void>;
}

export async function startAccounts(): Promise<Accounts> {
  const [server, dynalite, sealer] = await Promise.all([startRedis(), startDynalite(), testSealer()]);
  const redis = connectRedis(server.url);
  redis.on('error', () => {});
  const ready = () =>
    redis.status === 'ready' ? Promise.resolve() : new Promise<void>((resolve) => redis.once('ready', () => resolve()));
  await ready();
  const { table } = dynalite;
  const lines: string[] = [];
  const logger = createLogger({ name: 'test', level: 'trace', destination: { write: (line) => lines.push(line) } });
  const start = () => {
    const gate = createGate({ redis, table, sealer, wait: () => Promise.resolve() });
    return build({ table, redis, sealer, gate, logger, metrics: createMetrics('test'), checkAnswers: true }).app;
  };
  return {
    app: start(),
    table,
    sealer,
    lines,
    another: start,
    account: (user) => makeAccount({ table, sealer }, user),
    killRedis: () => server.kill(),
    async restartRedis() {
      await server.restart();
      await ready();
    },
    async stop() {
      redis.disconnect();
      await Promise.all([server.stop(), dynalite.stop()]);
    },
  };
}
