import { createSecretKey } from 'node:crypto';
import { revokeCached } from '@assay/auth';
import { createLogger, createMetrics } from '@assay/service-kit';
import { changeUser, revokeApiKey } from '@assay/table';
import { filePart, nextMessage } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/index.ts';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
let clock = 0;
beforeAll(async () => {
  api = await startUploadApi({}, (parts) => ({
    ...parts,
    scans: { ...parts.scans, now: () => new Date(Date.now() + clock) },
  }));
});
afterAll(() => api?.stop());

const pathOf = async (as = api.account) =>
  new URL((await api.get('/api/v3/files/upload_url', as)).json().data).pathname;
const post = (path: string, content = 'once') => api.put([filePart(content)], { as: null, method: 'POST', path });

async function expectRefused(path: string): Promise<void> {
  const before = await api.backends.stored();
  const answer = await post(path, `refused ${Math.random()}`);
  expect([answer.status, answer.json().error.code]).toEqual([404, 'NotFoundError']);
  expect(answer.json().error.message).toMatch(/step authenticate failed/);
  expect(await api.backends.stored()).toEqual(before);
}

describe('an upload address is refused when', () => {
  it('it was used', async () => {
    const path = await pathOf();
    expect((await post(path)).status).toBe(200);
    await nextMessage(api.backends);
    await expectRefused(path);
  });

  it('others use it at the same moment, in any replica: one gets through', async () => {
    const path = await pathOf();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => post(path, `racing ${n}`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404, 404, 404, 404, 404, 404, 404]);
    await nextMessage(api.backends);
  });

  it('an hour is over', async () => {
    const path = await pathOf();
    clock = 3_600_000;
    await expectRefused(path);
    clock = 0;
  });

  it('it was changed, or made by somebody with another key', async () => {
    const path = await pathOf();
    const [head, tail] = [path.slice(0, -44), path.slice(-44)];
    const carried = Buffer.from(head.split('/').at(-1) ?? '', 'base64url').toString();
    const other = await api.backends.account();
    const forged = Buffer.from(carried.replaceAll(api.account.userName, other.userName)).toString('base64url');
    await expectRefused(`/api/v3/uploads/${forged}${tail}`);
    await expectRefused(`${path}A`);
    await expectRefused('/api/v3/uploads/x');
    await expectRefused('/api/v3/uploads/..%2f..%2ffiles');
    const { scans, samples, gate, client: redis } = api.backends;
    const urlKey = createSecretKey(Buffer.alloc(32, 8));
    const logger = createLogger({ name: 'stranger', level: 'silent' });
    const metrics = createMetrics('stranger');
    const stranger = await createApp({ scans, samples, gate, redis, urlKey, logger, metrics });
    const made = await stranger.inject({
      url: '/api/v3/files/upload_url',
      headers: { ...api.account.headers(), host: 'assay.test' },
    });
    await expectRefused(new URL(made.json().data).pathname);
    await stranger.close();
  });

  it('Redis has forgotten it', async () => {
    const path = await pathOf();
    await api.backends.client.flushall();
    await expectRefused(path);
  });

  it('the key that asked for it was revoked, or its user was disabled', async () => {
    const [one, two] = [await api.backends.account(), await api.backends.account()];
    const [byKey, byUser] = [await pathOf(one), await pathOf(two)];
    const { table } = api.backends.table;
    await revokeApiKey(table, one.userId, one.token, new Date());
    await revokeCached(api.backends.client, one.token);
    await expectRefused(byKey);
    await changeUser(table, two.userId, { Disabled: true });
    await expectRefused(byUser);
  });
});

describe('an upload address is not used up', () => {
  it('by what is refused before its body is read', async () => {
    const path = await pathOf();
    const announced = await api.put([filePart('x')], {
      as: null,
      method: 'POST',
      path,
      more: 'Idempotency-Key: \u0001',
    });
    expect(announced.status).toBe(400);
    expect((await post(path, 'after a refusal')).status).toBe(200);
    await nextMessage(api.backends);
  });

  it('while Redis is away, and is not taken either', async () => {
    const path = await pathOf();
    api.backends.redis.gate.cut();
    const away = await post(path, 'without Redis');
    expect(away.status).toBe(503);
    expect(away.json().error.message).toMatch(/step authenticate failed/);
    expect((await api.get('/api/v3/files/upload_url')).status).toBe(503);
    api.backends.redis.gate.mend();
    await expect.poll(async () => (await post(path, 'with Redis')).status, { timeout: 10_000 }).toBe(200);
    await nextMessage(api.backends);
  });
});
