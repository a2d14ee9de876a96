import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import type { World } from '../world.ts';
import { readHashes } from './read-hashes.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-hashes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(text: string, most = 1000, path = '-'): Promise<string[][]> {
  const stdin = new PassThrough();
  stdin.end(text);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const world: World = { env: {}, stdin, stdout, stderr, signal: new AbortController().signal };
  const lists: string[][] = [];
  for await (const list of readHashes(world, path, most)) lists.push(list);
  return lists;
}

const md5 = (digit: string) => digit.repeat(32);

describe('a list of hashes', () => {
  it('is read as sha256sum writes it, without comments and empty lines', async () => {
    expect(await read(`# mine\n${md5('A')}  file name\r\n\n  ${md5('b')}\n${'c'.repeat(64)} *x`)).toEqual([
      [md5('a'), md5('b'), 'c'.repeat(64)],
    ]);
  });

  it('comes so many at a time', async () => {
    const lists = await read([1, 2, 3, 4, 5].map((digit) => md5(String(digit))).join('\n'), 2);
    expect(lists.map((list) => list.length)).toEqual([2, 2, 1]);
    expect(await read('')).toEqual([]);
  });

  it('says in which line there is none, and that there is no file', async () => {
    await expect(read(`${md5('a')}\nabc`)).rejects.toThrow('line 2 begins with no MD5');
    await expect(read('', 1, join(folder, 'absent'))).rejects.toThrow('does not exist');
    writeFileSync(join(folder, 'list'), md5('a'));
    expect(await read('', 1, join(folder, 'list'))).toEqual([[md5('a')]]);
  });
});
