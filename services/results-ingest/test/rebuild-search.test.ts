import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { submit } from '@assay/scans';
import { openSearchIndex, parseQuery } from '@assay/search';
import { allFiles } from '@assay/table';
import { type Backends, playScan, startBackends } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillSearch } from '../src/fill-search.ts';

let backends: Backends;
let userId: string;
const folder = mkdtempSync(join(tmpdir(), 'assay-search-'));
const names: string[] = [];
beforeAll(async () => {
  backends = await startBackends();
  const { userName: user, token, ...account } = await backends.account();
  userId = account.userId;
  for (let count = 0; count < 3; count += 1) {
    const digest = (name: string) => createHash(name).update(`file ${count}`).digest('hex');
    const hashes = { md5: digest('md5'), sha1: digest('sha1'), sha256: digest('sha256') };
    const objectKey = `${user}:${hashes.md5}`;
    await backends.samples.put(objectKey, Buffer.from(`file ${count}`));
    const filename = `name-${count}.txt`;
    await submit(backends.scans, {
      user,
      userId,
      ...hashes,
      size: 6,
      filename,
      objectKey,
      token,
      client: null,
      by: 'upload',
    });
    await playScan(backends, { filetype: { attributes: { tags: ['scanned'] } } });
    names.push(hashes.sha256);
  }
});
afterAll(async () => {
  await backends?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const path = join(folder, 'search.db');
const url = pathToFileURL(path).href.replace(/^file:/, 'sqlite:');
const COMMAND = fileURLToPath(new URL('../src/rebuild-search.ts', import.meta.url));

async function run(...args: string[]): Promise<Record<string, unknown>[]> {
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    TABLE_ENDPOINT: backends.table.endpoint,
    TABLE_NAME: backends.table.table.name,
    SAMPLES_URL: pathToFileURL(backends.folder).href,
    SEARCH_URL: url,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...args], { env });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
async function found(query: string): Promise<string[]> {
  const index = openSearchIndex(url);
  const tree = parseQuery(query, { now: new Date(), engines: new Set() });
  const { hits } = await index.query({
    query: tree,
    owner: userId,
    asker: userId,
    order: { by: 'size', descending: true },
    limit: 100,
  });
  await index.close();
  return hits.map(({ sha256 }) => sha256).sort();
}

describe('the command that fills the index', () => {
  it('makes one that is missing, and writes every file with its report', async () => {
    const lines = await run();
    expect(lines.at(-1)).toMatchObject({ files: 3, msg: 'every file is in the index' });
    expect(await found('tag:scanned name:txt')).toEqual([...names].sort());
  });

  it('may be repeated, and begins anew what is damaged', async () => {
    expect((await run()).at(-1)).toMatchObject({ files: 3 });
    expect(await found('tag:scanned')).toHaveLength(3);
    writeFileSync(path, 'no database at all'.repeat(1000));
    expect((await run())[0]).toMatchObject({ msg: 'a new, empty index was begun' });
    expect(await found('tag:scanned')).toHaveLength(3);
  });

  it('leaves nothing of what is no longer there when it begins anew', async () => {
    const index = openSearchIndex(url);
    await index.remove(userId, names[0] ?? '');
    await index.close();
    await run('--new');
    expect(await found('')).toEqual([...names].sort());
  });

  it('goes on where another run ended', async () => {
    const { next } = await allFiles(backends.table.table, { limit: 1 });
    const index = openSearchIndex(url);
    await index.renew();
    const told = [];
    for await (const progress of fillSearch(backends.scans, index, next ?? undefined)) told.push(progress);
    expect(told.at(-1)).toEqual({ files: 2, next: null });
    await index.close();
    expect(await found('')).toHaveLength(2);
    const place = Buffer.from(JSON.stringify(next)).toString('base64url');
    expect((await run('--from', place)).at(-1)).toMatchObject({ files: 2 });
    await expect(run('--from', 'nonsense')).rejects.toThrow();
  });
});
