import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, connectApi } from '@assay/cli';
import { expect } from 'vitest';
import { configSchema } from '../../../src/config.ts';
import { type System, startSystem } from '../../../src/start-system.ts';
import { afterThisFile } from './after-this-file.ts';
import { fileNames, leaksOf } from './leaks.ts';

export interface TestSystem extends System {
  readonly api: Api;
}

/** Leases and polls as short as they may be, so that what was left by a dead process is taken up soon. */
const IMPATIENT = { LEASE_S: '2', VISIBILITY_S: '10', UNCLAIMED_S: '60', SWEEP_INTERVAL_MS: '100' };

/** A data directory that is removed after the tests of this file. */
export function temporaryData(): string {
  const parent = mkdtempSync(join(tmpdir(), 'assay-system-'));
  afterThisFile(() => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }));
  return join(parent, 'data');
}

/** The environment of a system on a free port, for `main.ts`. */
export function testEnvironment(data: string): Record<string, string> {
  return { ASSAY_DATA: data, ASSAY_PORT: '0', LOG_LEVEL: 'silent', ASSAY_FRESHCLAM: 'off', ...IMPATIENT };
}

/**
 * The whole system, as `npm start` runs it, on a data directory of its own and a free port. Stopped after the tests, and
 * whatever they did, its logs hold no secret, no token and no file's name.
 */
export async function startTestSystem(data = temporaryData()): Promise<TestSystem> {
  const config = configSchema.parse(testEnvironment(data));
  const system = await startSystem({ config, outside: process.env, terminal: () => undefined });
  const api = connectApi(system.url, system.credentials);
  afterThisFile(async () => {
    const names = await fileNames(api);
    await system.stop();
    expect(leaksOf(system, names)).toEqual([]);
  });
  return { ...system, api };
}
