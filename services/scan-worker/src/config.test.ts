import { ConfigError, loadConfig } from '@assay/service-kit';
import { expect, it } from 'vitest';
import { configSchema } from './config.ts';

const good = {
  POOL: 'linux',
  POOL_TOKEN: 't'.repeat(32),
  QUEUES: '{"linux":{"normal":"http://q/normal","bulk":"http://q/bulk","dead":"http://q/dead"}}',
  INGEST_URL: 'unix:/run/ingest.sock',
  ENGINE_HOST_SOCKET: '/run/host.sock',
  SCRATCH_DIR: '/scratch',
};

it('takes what the one-machine edition gives', () => {
  expect(loadConfig(configSchema, good)).toMatchObject({
    QUEUES: { linux: { normal: 'http://q/normal', bulk: 'http://q/bulk' } },
    ENGINE_START_S: 120,
  });
});

it('names every fault at once and shows no token', () => {
  const secret = 'short-secret';
  const load = () =>
    loadConfig(configSchema, { ...good, POOL_TOKEN: secret, QUEUES: '{', INGEST_URL: 'ftp://x', SLOTS: '0' });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(/POOL_TOKEN.*QUEUES.*INGEST_URL.*SLOTS/);
  expect(load).not.toThrow(secret);
});
