import { createSecretKey, randomBytes } from 'node:crypto';
import { type CallerGate, createGate, type Sealer } from '@assay/auth';
import { makeAccount, type TestAccount, type TestUser, testSealer } from '@assay/auth/testing';
import { connectRedis } from '@assay/events';
import { startRedis } from '@assay/events/testing';
import { createLogger, createMetrics } from '@assay/service-kit';
import { changeUser, type Table } from '@assay/table';
import { startDynalite } from '@assay/table/testing';
import type { FastifyInstance } from 'fastify';
import { type AppParts, createApp } from '../src/index.ts';
import { hashPassword } from '../src/passwords/hash-password.ts';
import { OPERATOR } from '../src/passwords/waiting.ts';

/** accounts-api on a real Redis and a real table. */
export interface Accounts {
  readonly app: FastifyInstance;
  readonly table: Table;
  readonly sealer: Sealer;
  /** Every line that was logged. */
  readonly lines: string[];
  /** How far the services' clock runs before the real one, or before the moment at which it stands, in milliseconds. */
  readonly time: { ahead: number; standsAt: number | null };
  /** The same service as another process would run it, with nothing in its memory. */
  another(options?: Options): FastifyInstance;
  account(user?: TestUser): Promise<TestAccount>;
  /** A user who can sign in with `PASSWORD`. */
  person(user?: TestUser): Promise<TestAccount>;
  killRedis(): Promise<void>;
  restartRedis(): Promise<void>;
  stop(): Promise<void>;
}

export type Options = Pick<AppParts, 'registration' | 'openId' | 'webhooks' | 'publicUrl'>;

export const PASSWORD = 'correct horse battery staple';

export async function startAccounts(options: Options = {}): Promise<Accounts> {
  const [server, dynalite, sealer] = await Promise.all([startRedis(), startDynalite(), testSealer()]);
  const redis = connectRedis(server.url);
  redis.on('error', () => {});
  const ready = () =>
    redis.status === 'ready' ? Promise.resolve() : new Promise<void>((resolve) => redis.once('ready', () => resolve()));
  await ready();
  const { table } = dynalite;
  const lines: string[] = [];
  const logger = createLogger({ name: 'test', level: 'trace', destination: { write: (line) => lines.push(line) } });
  const cursorKey = createSecretKey(randomBytes(32));
  const time: Accounts['time'] = { ahead: 0, standsAt: null };
  const clock = () => (time.standsAt ?? Date.now()) + time.ahead;
  const gates: CallerGate[] = [];
  const start = (chosen: Options = options) => {
    const gate = createGate({ redis, table, sealer, clock, wait: () => Promise.resolve() });
    gates.push(gate);
    const parts = { table, redis, sealer, gate, cursorKey, logger, metrics: createMetrics('test'), checkAnswers: true };
    return createApp({ ...parts, now: () => new Date(clock()), ...chosen });
  };
  const account = (user?: TestUser) => makeAccount({ table, sealer }, user);
  let passwordHash: Promise<string> | null = null;
  return {
    app: start(),
    table,
    sealer,
    lines,
    time,
    another: start,
    account,
    async person(user) {
      const made = await account(user);
      passwordHash ??= hashPassword(PASSWORD, OPERATOR);
      await changeUser(table, made.userId, { PasswordHash: await passwordHash });
      return made;
    },
    killRedis: () => server.kill(),
    async restartRedis() {
      await server.restart();
      await ready();
    },
    async stop() {
      // What they counted is written before the table is gone.
      await Promise.all(gates.map((gate) => gate.close()));
      redis.disconnect();
      await Promise.all([server.stop(), dynalite.stop()]);
    },
  };
}
