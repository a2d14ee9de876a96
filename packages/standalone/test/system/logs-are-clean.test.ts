import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signToken } from '@assay/cli';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';

const FILE_NAME = 'salaries-of-everybody.xlsx';
const WRONG_PASSWORD = 'what somebody thought it was';

let system: TestSystem;
let logs: string;
let sessionCookie: string;

beforeAll(async () => {
  system = await startTestSystem();
  await completed(system.api, await upload(system.api, freshFile(), FILE_NAME));
  await system.api.get(`/api/v1/files?name=${FILE_NAME}`);
  const forged = { ...system.credentials, secret_key: 'f'.repeat(64) };
  await fetch(`${system.url}/api/v1/files`, { headers: { authorization: `Bearer ${signToken(forged)}` } });
  await fetch(`${system.url}/api/v1/files/${FILE_NAME}?token=${signToken(system.credentials)}`);
  const person = { user_name: system.credentials.username, password: system.credentials.password };
  const signIn = (body: object) =>
    fetch(`${system.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  sessionCookie = (await signIn(person)).headers.getSetCookie()[0]?.split(/[=;]/)[1] ?? '';
  await signIn({ ...person, password: WRONG_PASSWORD });
  await system.stop();
  const { logs: folder } = system.data;
  logs = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
});

describe('the logs of a run', () => {
  it('are there', () => {
    for (const name of ['upload-api', 'report-api', 'results-ingest', 'scan-worker', 'engine-host']) {
      expect(logs).toContain(name);
    }
  });

  it('hold no file name', () => {
    expect(logs).not.toContain(FILE_NAME);
    expect(logs).not.toContain(FILE_NAME.split('.')[0]);
  });

  it('hold no secret of the account and no token', () => {
    expect(logs).not.toContain(system.credentials.secret_key);
    expect(logs).not.toContain(system.credentials.password);
    // A token begins with its header, which is always the same.
    expect(logs).not.toContain(signToken(system.credentials).split('.')[0]);
  });

  it('hold nothing of who signed in or tried to', () => {
    expect(sessionCookie).toMatch(/^[\w-]{43}$/);
    expect(logs).not.toContain(sessionCookie);
    expect(logs).not.toContain(WRONG_PASSWORD);
  });

  it('hold no key of the installation', () => {
    for (const file of readdirSync(system.data.secrets)) {
      expect(logs).not.toContain(readFileSync(join(system.data.secrets, file), 'utf8').trim());
    }
  });
});
