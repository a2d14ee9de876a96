import { readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config.ts';
import { DirectoryInUse } from '../../src/data/lock-directory.ts';
import { PortNotAvailable } from '../../src/port-in-use.ts';
import { startSystem } from '../../src/start-system.ts';
import { startTestSystem, type TestSystem, temporaryData, testEnvironment } from './support/start-test-system.ts';
import { type Accepted, completed, download, freshFile, upload } from './support/uploads.ts';

const data = temporaryData();
let system: TestSystem;
let accepted: Accepted;

beforeAll(async () => {
  const first = await startTestSystem(data);
  accepted = await upload(first.api, freshFile());
  await completed(first.api, accepted);
  await first.stop();
  system = await startTestSystem(data);
});

const start = (changes: Record<string, string>) =>
  startSystem({
    config: configSchema.parse({ ...testEnvironment(temporaryData()), ...changes }),
    outside: process.env,
    terminal: () => undefined,
  });

describe('a second start', () => {
  it('keeps files, verdicts and credentials', async () => {
    expect(await download(system.api, accepted.sha256)).toEqual(accepted.content);
    expect((await system.api.scan(accepted.sha256, accepted.scanId)).status).toBe('complete');
    expect(JSON.parse(readFileSync(system.data.credentials, 'utf8'))).toEqual(system.credentials);
  });

  it('scans on', async () => {
    expect((await completed(system.api, await upload(system.api, freshFile()))).status).toBe('complete');
  });

  it('has a credentials file that only its owner can read', () => {
    expect(statSync(system.data.credentials).mode & 0o777).toBe(0o600);
  });

  it('on a directory that is in use is refused, and says by whom', async () => {
    await expect(start({ ASSAY_DATA: data })).rejects.toThrow(DirectoryInUse);
    await expect(start({ ASSAY_DATA: data })).rejects.toThrow(`process ${process.pid}`);
  });

  it('on a port that is in use is refused, and says how to take another', async () => {
    const { port } = new URL(system.url);
    await expect(start({ ASSAY_PORT: port })).rejects.toThrow(PortNotAvailable);
    await expect(start({ ASSAY_PORT: port })).rejects.toThrow('ASSAY_PORT=');
  });
});
