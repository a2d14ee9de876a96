import { ConfigError, loadConfig } from '@assay/service-kit';
import { expect, it } from 'vitest';
import { configSchema } from './config.ts';

const good = {
  REDIS_URL: 'unix:/run/redis.sock',
  SAMPLES_URL: 'file:///samples',
  TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:assay-scans',
  QUEUES: '{"linux":{"normal":"http://q/normal","bulk":"http://q/bulk","dead":"http://q/dead"}}',
  POOL_TOKENS: `{"linux":"${'t'.repeat(32)}"}`,
  TICKET_KEY: 'a'.repeat(64),
  CLAIM_KEY: 'b'.repeat(64),
};

it('takes what the one-machine edition gives', () => {
  expect(loadConfig(configSchema, good)).toMatchObject({ POOL_TOKENS: { linux: 't'.repeat(32) }, LEASE_S: 30 });
});

it('names every fault at once and shows no key', () => {
  const secret = 'c'.repeat(63);
  const load = () =>
    loadConfig(configSchema, { ...good, CLAIM_KEY: secret, POOL_TOKENS: '{"linux":"short"}', LEASE_S: '0' });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(/POOL_TOKENS.*CLAIM_KEY.*LEASE_S/);
  expect(load).not.toThrow(secret);
});
