import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LookedUp, SimilarFiles, UserObject } from '@assay/contracts';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { eicar } from '../../src/eicar.ts';
import { commandLine } from './support/run-cli.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';

const { assay } = commandLine();
const UNKNOWN = 'f'.repeat(64);
const sha1 = (content: Uint8Array) => createHash('sha1').update(content).digest('hex');

let system: TestSystem;
const sample = freshFile();
const like = Buffer.concat([sample, Buffer.from('a little more')]);

beforeAll(async () => {
  system = await startTestSystem();
  for (const content of [sample, like, eicar()]) await completed(system.api, await upload(system.api, content));
  await assay(['login', '--credentials', system.data.credentials]);
});

describe('a look-up of many hashes', () => {
  it('answers each, and ends with the gravest', async () => {
    const list = (...contents: Uint8Array[]) => contents.map((each) => `${sha1(each)}  a name`).join('\n');
    const found = await assay(['lookup', '-'], { stdin: `${list(sample, eicar())}\n${UNKNOWN}` });
    expect(found.out).toMatch(new RegExp(`${sha1(eicar())} +malicious`));
    expect(found.out).toMatch(new RegExp(`${UNKNOWN} +not known`));
    expect(found.code).toBe(1);
    expect((await assay(['lookup', '-'], { stdin: list(sample) })).code).toBe(0);
    expect((await assay(['lookup', '-'], { stdin: `${list(sample)}\n${UNKNOWN}` })).code).toBe(2);
    expect((await assay(['lookup', '-'], { stdin: 'no hash' })).code).toBe(3);
  });

  it('answers a line of JSON for each, as the API has it', async () => {
    const { out } = await assay(['lookup', '-', '--json'], { stdin: `${sha1(sample)}\n${UNKNOWN}` });
    const data = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(LookedUp.shape.data.parse(data)).toMatchObject([{ hash: sha1(sample) }, { hash: UNKNOWN, file: null }]);
  });
});

describe('files that are like one', () => {
  it('are shown with what they have in common', async () => {
    const hash = sha1(sample);
    const other = createHash('sha256').update(like).digest('hex');
    await vi.waitFor(async () => expect((await assay(['similar', hash])).out).toContain(other), 30_000);
    const { data } = SimilarFiles.parse(JSON.parse((await assay(['similar', hash, '--limit', '1', '--json'])).out));
    expect(data).toMatchObject([{ sha256: other }]);
  });
});

describe('webhooks', () => {
  it('are made, tested, switched, listed and deleted', async () => {
    const heard = createServer();
    onTestFinished(() => void heard.close());
    await new Promise<void>((done) => heard.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(heard.address() as AddressInfo).port}/assay`;
    const made = await assay(['webhooks', 'create', url, '--event', 'scan.completed', 'verdict.changed']);
    expect(made.out).toMatch(/^\w+: enabled, scan\.completed, verdict\.changed, .*\n {2}secret {2}\S+\n$/);
    const [id = ''] = made.out.split(':');

    const request = once(heard, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    expect((await assay(['webhooks', 'test', id])).out).toMatch(/^delivery \S+: waiting\n$/);
    const [, answer] = await request;
    answer.end();
    await vi.waitFor(async () => {
      expect((await assay(['webhooks', 'deliveries', id])).out).toMatch(/test +delivered +1 .* 200\n/);
    }, 30_000);

    expect((await assay(['webhooks', 'disable', id])).out).toContain('disabled');
    expect((await assay(['webhooks'])).out).toMatch(new RegExp(`${id} +disabled +scan.completed, verdict.changed`));
    expect(JSON.parse((await assay(['webhooks', 'enable', id, '--json'])).out).data.attributes.enabled).toBe(true);
    expect((await assay(['webhooks', 'delete', id])).code).toBe(3);
    expect((await assay(['webhooks', 'delete', '--yes', id])).out).toBe(`${id}: deleted\n`);
  });
});

describe('quotas of a user', () => {
  it('are shown, set one by one, and given back; 0 is refused', async () => {
    await assay(['users', 'create', 'ada']);
    const quotas = (...args: string[]) => assay(['users', 'quotas', 'ada', ...args]);
    expect((await quotas()).out).toBe('ada: as configured\n');
    expect((await quotas('--uploads-per-day', '5')).out).toMatch(/uploads_per_day +5\n/);
    const { out } = await quotas('--requests-per-minute', 'none', '--json');
    expect(UserObject.parse(JSON.parse(out)).data.attributes.quotas).toEqual({
      requests_per_minute: null,
      uploads_per_day: 5,
    });
    expect(await quotas('--uploads-per-day', '0')).toMatchObject({ code: 3, err: expect.stringContaining('none') });
    expect((await quotas('--configured')).out).toBe('ada: as configured\n');
  });
});
