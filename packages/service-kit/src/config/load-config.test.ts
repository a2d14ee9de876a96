import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configurationPage, describeConfig } from './describe-config.ts';
import {
  awsConfig,
  listenAddress,
  listenConfig,
  logConfig,
  opsAddress,
  redisConfig,
  tableConfig,
} from './fragments.ts';
import { ConfigError, loadConfig } from './load-config.ts';

const schema = z.object({
  KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ secret: true, description: 'A | key.' }),
  COUNT: z.coerce.number().int().min(1).max(9).default(3).describe('How many.'),
  MODE: z.enum(['a', 'b']).default('a'),
  URL: z.url(),
  NOTE: z.string().optional(),
  JSON: z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(z.record(z.string(), z.string().min(2)))
    .optional(),
});
const good = { KEY: 'a'.repeat(64), URL: 'http://localhost:1' };

describe('the configuration', () => {
  it('is read by names, with defaults', () => {
    expect(loadConfig(schema, { ...good, OTHER: 'x' })).toEqual({ ...good, COUNT: 3, MODE: 'a' });
  });

  it('counts an empty variable as absent', () => {
    expect(loadConfig(schema, { ...good, COUNT: '', NOTE: '' })).toEqual({ ...good, COUNT: 3, MODE: 'a' });
  });

  it('lists all faults at once', () => {
    const load = () => loadConfig(schema, { COUNT: '12', MODE: 'c', URL: 'no', JSON: '{"a":"x"}' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/5 faults/);
    for (const name of ['KEY is missing', 'COUNT', 'MODE', 'URL', 'JSON.a']) expect(load).toThrow(name);
  });

  it('never repeats what it was given', () => {
    const value = 'hunter2-hunter2';
    const echo = z.object({
      ...schema.shape,
      NOTE: z.string().refine(() => false, { error: (issue) => `not ${issue.input}` }),
    });
    const names = Object.keys(echo.shape);
    try {
      loadConfig(echo, Object.fromEntries(names.map((name) => [name, value])));
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain(value);
      expect((error as ConfigError).faults.length).toBeGreaterThanOrEqual(names.length - 1);
    }
  });
});

describe('the reference', () => {
  it('says of every variable what it is', () => {
    expect(describeConfig(schema)).toEqual([
      expect.objectContaining({ name: 'KEY', required: true, secret: true, default: null }),
      expect.objectContaining({ name: 'COUNT', type: 'integer', default: '3', required: false, bounds: '1–9' }),
      expect.objectContaining({ name: 'MODE', bounds: '`a`, `b`' }),
      expect.objectContaining({ name: 'URL', type: 'URL', required: true }),
      expect.objectContaining({ name: 'NOTE', required: false }),
      expect.objectContaining({ name: 'JSON', required: false }),
    ]);
  });

  it('has a row for every variable, whatever its text', () => {
    const page = configurationPage({ 'some-api': schema });
    expect(page).toContain('## some-api');
    expect(page).toContain('A \\| key. Secret.');
    expect(page.match(/^\| `[A-Z]+` +\|/gm)).toHaveLength(6);
  });
});

describe('what services share', () => {
  it('needs nothing but Redis', () => {
    const shared = z.object({ ...awsConfig, ...redisConfig, ...tableConfig, ...logConfig, ...listenConfig });
    expect(loadConfig(shared, { REDIS_URL: 'unix:/run/redis.sock' })).toMatchObject({
      TABLE_NAME: 'UserFileMetadata',
      HOST: '127.0.0.1',
      PORT: 8080,
      LOG_LEVEL: 'info',
    });
    expect(describeConfig(shared).filter((variable) => variable.description === '')).toEqual([]);
  });

  it.each([
    ['127.0.0.1', { host: '127.0.0.1', port: 1 }],
    ['unix:/run/x.sock', { path: '/run/x.sock' }],
  ])('%s is an address', (host, expected) => {
    expect(listenAddress({ HOST: host, PORT: 1 })).toEqual(expected);
  });

  it('health is on the loopback beside a Unix socket or nothing, else beside the service', () => {
    expect(opsAddress({ HOST: 'unix:/x', OPS_PORT: 1 })).toEqual({ host: '127.0.0.1', port: 1 });
    expect(opsAddress({ OPS_PORT: 1 })).toEqual({ host: '127.0.0.1', port: 1 });
    expect(opsAddress({ HOST: '0.0.0.0', OPS_PORT: 1 })).toEqual({ host: '0.0.0.0', port: 1 });
    expect(opsAddress({ HOST: '0.0.0.0', OPS_HOST: '::1', OPS_PORT: 1 })).toEqual({ host: '::1', port: 1 });
  });
});
