import { createAuthenticator } from '@assay/auth';
import { makeAccount, testSealer } from '@assay/auth/testing';
import { connectRedis } from '@assay/events';
import { startRedis } from '@assay/events/testing';
import { startDynalite } from '@assay/table/testing';
import type { Figure } from './report.ts';
import { percentile } from './statistics.ts';

const WARM_UP = 5_000;
const ROUNDS = 9;
const PER_ROUND = 5_000;

/**
 * The CPU that one verification of a JWT takes in the process that verifies, all its threads together, when the key is
 * in its cache: signature, claims, end and networks of the key. Once a second it reads the key from Redis again.
 */
export async function measureVerification(): Promise<Figure[]> {
  const [server, dynalite, sealer] = await Promise.all([startRedis(), startDynalite(), testSealer()]);
  const redis = connectRedis(server.url);
  try {
    if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
    const account = await makeAccount({ table: dynalite.table, sealer });
    const { authenticate } = createAuthenticator({ redis, table: dynalite.table, sealer });
    const headers = account.headers();
    const verify = () => authenticate({ headers, method: 'GET', ip: '192.0.2.1', origin: 'https://assay.test' });
    for (let at = 0; at < WARM_UP; at += 1) await verify();
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await cpuOf(verify));
    return [
      {
        what: 'verification of a JWT with a warm key cache, CPU',
        value: percentile(rounds, 0.5),
        unit: 'µs',
        bound: { most: 60 },
      },
    ];
  } finally {
    redis.disconnect();
    await Promise.all([server.stop(), dynalite.stop()]);
  }
}

/** CPU time of one call, in microseconds, over many. */
async function cpuOf(call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let at = 0; at < PER_ROUND; at += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_ROUND;
}
