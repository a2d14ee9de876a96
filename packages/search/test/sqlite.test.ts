import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openSearchIndex, openSearchReader } from '../src/index.ts';
import type { SearchRequest } from '../src/ports.ts';
import { chunksOf } from '../src/similarity/chunks.ts';
import { openSqliteIndex } from '../src/sqlite/open-sqlite-index.ts';
import { document, owner } from './documents.ts';
import { searchContract } from './search-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-search-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function newPath(): string {
  files += 1;
  return join(folder, `index ${files}.db`);
}
const urlOf = (path: string) => pathToFileURL(path).href.replace(/^file:/, 'sqlite:');
const EVERYTHING: SearchRequest = {
  query: { kind: 'all' },
  owner: owner(1),
  asker: 'ada',
  order: { by: 'size', descending: true },
  limit: 10,
};

searchContract('SQLite', async () => {
  const url = urlOf(newPath());
  const index = openSearchIndex(url);
  const reader = openSearchReader(url);
  return {
    index,
    reader,
    settled: async () => {},
    async close() {
      await reader.close();
      await index.close();
    },
  };
});

describe('the file of an index', () => {
  it('is not made by who reads, and is found when a writer has made it', async () => {
    const url = urlOf(newPath());
    const reader = openSearchReader(url);
    await expect(reader.check()).rejects.toMatchObject({ kind: 'no-search', status: 503 });
    await expect(reader.query(EVERYTHING)).rejects.toMatchObject({ kind: 'no-search' });
    const index = openSearchIndex(url);
    await index.put(document(1));
    await reader.check();
    expect((await reader.query(EVERYTHING)).hits).toHaveLength(1);
    await index.close();
    expect((await reader.query(EVERYTHING)).hits).toHaveLength(1);
    await reader.close();
  });

  it('that is damaged answers nothing, and is begun anew while others have it open', async () => {
    const path = newPath();
    const [index, reader] = [openSearchIndex(urlOf(path)), openSearchReader(urlOf(path))];
    await index.put(document(1));
    expect(await index.sound()).toBe(true);
    await index.close();
    writeFileSync(path, 'this is no database, and longer than its header would be'.repeat(100));
    await expect(reader.query(EVERYTHING)).rejects.toMatchObject({ kind: 'no-search' });
    await expect(index.put(document(2))).rejects.toMatchObject({ kind: 'no-search' });
    const command = openSearchIndex(urlOf(path));
    expect(await command.sound()).toBe(false);
    await command.renew();
    expect(await command.sound()).toBe(true);
    await command.putAll([document(1), document(2)]);
    await index.put(document(3));
    await command.close();
    expect((await reader.query(EVERYTHING)).hits).toHaveLength(3);
    await index.put(document(4));
    await index.close();
    expect((await reader.query(EVERYTHING)).hits).toHaveLength(4);
    await reader.close();
    const files = readdirSync(folder).filter((name) => name.startsWith(basename(path)) && !/-(wal|shm)$/.test(name));
    expect(files).toEqual([`${basename(path)}.1`]);
  });

  it('loses nothing when it is begun anew again and again under who writes and reads', async () => {
    const path = newPath();
    const [index, command, reader] = [
      openSearchIndex(urlOf(path)),
      openSearchIndex(urlOf(path)),
      openSearchReader(urlOf(path)),
    ];
    for (let round = 1; round <= 5; round += 1) {
      await index.put(document(100 + round));
      expect((await reader.query(EVERYTHING)).hits.length).toBeGreaterThan(0);
      await command.renew();
      await command.put(document(round));
      await index.put(document(200 + round));
      expect((await reader.query(EVERYTHING)).hits).toHaveLength(2);
    }
    for (const each of [index, command, reader]) await each.close();
    expect(await openSearchIndex(urlOf(path)).sound()).toBe(true);
  });

  it('that was exchanged by hand is not written any more', async () => {
    const [path, other] = [newPath(), newPath()];
    const index = openSearchIndex(urlOf(path));
    await index.put(document(1));
    writeFileSync(other, '');
    renameSync(other, path);
    await expect(index.put(document(2))).rejects.toMatchObject({ kind: 'no-search' });
  });

  it('of a newer program is left as it is', async () => {
    const path = newPath();
    const index = openSearchIndex(urlOf(path));
    await index.put(document(1));
    await index.close();
    const set = `const { DatabaseSync } = require('node:sqlite'); new DatabaseSync(${JSON.stringify(path)}).exec('PRAGMA user_version = 99')`;
    execFileSync(process.execPath, ['-e', set]);
    const again = openSearchIndex(urlOf(path));
    await expect(again.put(document(2))).rejects.toMatchObject({ kind: 'no-search' });
    await expect(openSearchReader(urlOf(path)).check()).rejects.toMatchObject({ kind: 'no-search' });
    await again.close();
  });

  it('is written by two processes at once, as when it is filled again while the system works', async () => {
    const url = urlOf(newPath());
    const [one, two] = [openSearchIndex(url), openSearchIndex(url)];
    const all = Array.from({ length: 60 }, (_, number) => document(number));
    await Promise.all(all.map((each, at) => (at % 2 === 0 ? one : two).put(each)));
    expect((await one.query({ ...EVERYTHING, limit: 100 })).hits).toHaveLength(60);
    await one.close();
    await two.close();
  });

  it('holds nothing of a removed file any more', async () => {
    const path = newPath();
    const index = openSearchIndex(urlOf(path));
    const secret = document(1, {
      names: ['unmistakablename.bin'],
      tags: ['unmistakabletag'],
      ssdeep: '96:abcdefghijklmnop:qrstuvwxyz',
    });
    await index.putAll([secret, document(2)]);
    await index.remove(secret.userId, secret.sha256);
    await index.close();
    const bytes = readFileSync(path).toString('latin1');
    const chunks = chunksOf(secret).map(String);
    for (const trace of ['unmistakable', 'unm', 'stakab', secret.sha256, secret.md5, secret.ssdeep ?? '', ...chunks])
      expect(bytes).not.toContain(trace);
  });
});

describe('a search that takes longer than it may', () => {
  const tooLong = { kind: 'too-long', status: 504 };
  const TEXT = '96:abcdefghijklmnop:qrstuvwxyz';
  it.each([
    ['while it walks the files', { kind: 'range', field: 'la', least: null, most: null }],
    ['while it gathers the files of a text', { kind: 'text', in: 'name', text: 'file-' }],
    ['while it compares files', { kind: 'alike', by: 'ssdeep', hash: TEXT }],
  ] as const)('is given up %s, and the next one is answered', async (_, query) => {
    const path = newPath();
    const index = openSearchIndex(urlOf(path));
    await index.putAll(Array.from({ length: 200 }, (_, at) => document(at, { ssdeep: TEXT })));
    const hurried = openSqliteIndex(path, 'read', { searchMs: 0 });
    await expect(hurried.query({ ...EVERYTHING, query })).rejects.toMatchObject(tooLong);
    await hurried.check();
    expect((await hurried.query({ ...EVERYTHING, query: { kind: 'term', field: 'tag', value: 'x' } })).hits).toEqual(
      [],
    );
    await hurried.close();
    await index.close();
  });
});

it.each(['ftp://host', 'sqlite://host/x', 'file:///x'])('the URL %s names no index', (url) => {
  expect(() => openSearchIndex(url)).toThrow('sqlite:///');
});
