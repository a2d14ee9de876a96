import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeConfig } from './describe-config.ts';
import { gateLimits, limitsConfig, ONE_SEAL_KEY, proxyConfig, sealConfig, sealKey } from './gate-config.ts';
import { loadConfig } from './load-config.ts';

const schema = z.object({ ...sealConfig, ...proxyConfig, ...limitsConfig }).refine(...ONE_SEAL_KEY);
const FILE = { SEAL_KEY_FILE: '/run/seal.key' };

describe('the key that seals', () => {
  it.each([
    [FILE, '/run/seal.key'],
    [{ SEAL_KMS_KEY: 'alias/assay' }, 'kms:alias/assay'],
    [
      { SEAL_KMS_KEY: 'arn:aws:kms:eu-central-1:111122223333:key/ab-12' },
      'kms:arn:aws:kms:eu-central-1:111122223333:key/ab-12',
    ],
  ])('%j is %s', (env, key) => {
    expect(sealKey(loadConfig(schema, env))).toBe(key);
  });

  it.each([
    [{}, /one of the two/],
    [{ ...FILE, SEAL_KMS_KEY: 'ab' }, /one of the two/],
    [{ SEAL_KMS_KEY: 'a b' }, /SEAL_KMS_KEY: must be/],
  ])('%j stops the start', (env, fault) => {
    expect(() => loadConfig(schema, env)).toThrow(fault);
  });
});

describe('proxies that are trusted', () => {
  it.each([
    ['', []],
    ['10.0.0.0/8, ::1,loopback', ['10.0.0.0/8', '::1', 'loopback']],
  ])('%j', (text, list) => {
    expect(loadConfig(schema, { ...FILE, TRUST_PROXY: text }).TRUST_PROXY).toEqual(list);
  });

  it.each(['true', '*', '10.0.0.0/33', 'proxy.test'])('%j stops the start', (text) => {
    expect(() => loadConfig(schema, { ...FILE, TRUST_PROXY: text })).toThrow(/TRUST_PROXY/);
  });
});

it('limits are generous when nothing is said, and every variable is described', () => {
  expect(gateLimits(loadConfig(schema, { ...FILE, UPLOADS_PER_DAY: '7' }))).toEqual({
    perUser: { requestsPerMinute: 6000, requestsPerDay: 0, uploadsPerDay: 7, uploadBytesPerDay: 0 },
    failedPerMinute: 300,
    anonymousPerMinute: 600,
  });
  expect(describeConfig(schema).filter(({ description }) => description === '')).toEqual([]);
});
