import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createSealKeyFile } from '@assay/auth';
import { signJwt } from '@assay/auth/testing';
import { Credentials } from '@assay/contracts';
import { startRedis, type TestRedis } from '@assay/events/testing';
import { startDynalite, type TestTable } from '@assay/table/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let redis: TestRedis;
let dynalite: TestTable;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-accounts-'));
  [redis, dynalite] = await Promise.all([startRedis(), startDynalite()]);
  await createSealKeyFile(join(folder, 'seal.key'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([redis.stop(), dynalite.stop()]);
  await rm(folder, { recursive: true });
});

function run(file: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      TABLE_ENDPOINT: dynalite.endpoint,
      REDIS_URL: redis.url,
      SEAL_KEY_FILE: join(folder, 'seal.key'),
      CURSOR_KEY: 'ab'.repeat(32),
      PORT: '0',
      OPS_PORT: '0',
      ...env,
    },
  });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}

async function firstAccount(): Promise<{ code: number; output: string; credentials: Credentials; mode: number }> {
  const file = join(folder, 'credentials.json');
  const { child, lines } = run('first-account.ts', { CREDENTIALS_FILE: file, PUBLIC_URL: 'http://localhost:8080' });
  const output: string[] = [];
  lines.on('line', (line) => output.push(line));
  const [code] = await once(child, 'close');
  const credentials = Credentials.parse(JSON.parse(await readFile(file, 'utf8')));
  return { code, output: output.join('\n'), credentials, mode: (await stat(file)).mode & 0o777 };
}

describe('as processes of their own', () => {
  it('first-account writes credentials that only their owner reads, and the same ones again', async () => {
    const { code, output, credentials, mode } = await firstAccount();
    expect([code, mode]).toEqual([0, 0o600]);
    for (const secret of [credentials.password, credentials.secret_key]) expect(output).not.toContain(secret);
    expect((await firstAccount()).credentials).toEqual(credentials);
  });

  it('accounts-api takes a token signed with them', async () => {
    const { public_api_token, user_id, secret_key } = (await firstAccount()).credentials;
    const { child, lines } = run('main.ts');
    const up = await new Promise<{ address: string; opsAddress: string }>((resolve, reject) => {
      lines.on('line', (text) => {
        const line = JSON.parse(text);
        if (line.msg === 'accounts-api is up') resolve(line);
      });
      lines.on('close', () => reject(new Error('it ended')));
    });
    // It is reported ready before Redis has answered; the readiness page says when it has.
    await expect.poll(async () => (await fetch(`${up.opsAddress}/readyz`)).text()).not.toContain('"ok":false');
    const jwt = signJwt(secret_key, { public_api_token, UserID: user_id });
    const answer = await fetch(`${up.address}/api/v1/users/me`, { headers: { bearer: jwt } });
    expect(await answer.json()).toMatchObject({ data: { id: 'admin', attributes: { access_level: 'admin' } } });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
