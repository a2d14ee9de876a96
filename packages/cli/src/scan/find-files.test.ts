import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSource } from '../client/upload-source.ts';
import { type Found, findFiles } from './find-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assay-find-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function find(paths: readonly string[], recursive = true) {
  const skipped: string[] = [];
  const found: Found[] = [];
  for await (const each of findFiles(paths, recursive, (path) => skipped.push(path))) found.push(each);
  return { found, skipped };
}

describe('the files of a folder', () => {
  it('are found by name, folders within as well when that is wanted', async () => {
    mkdirSync(join(root, 'b'));
    for (const name of ['c', 'b/x', 'a']) writeFileSync(join(root, name), name);
    const paths = async (recursive: boolean) => (await find([root], recursive)).found.map(({ path }) => path);
    expect(await paths(true)).toEqual(['a', 'b/x', 'c'].map((name) => join(root, name)));
    expect(await paths(false)).toEqual(['a', 'c'].map((name) => join(root, name)));
  });

  it('are told apart from links, which are passed over and named', async () => {
    writeFileSync(join(root, 'file'), '');
    symlinkSync('file', join(root, 'link'));
    symlinkSync('.', join(root, 'circle'));
    const { found, skipped } = await find([root]);
    expect(found.map(({ path }) => path)).toEqual([join(root, 'file')]);
    expect(skipped).toEqual([join(root, 'circle'), join(root, 'link')]);
    expect((await find([join(root, 'link')])).found).toMatchObject([{ fault: null }]);
  });

  // Other systems refuse such names.
  it.runIf(process.platform === 'linux')('are read whatever the bytes of their names are', async () => {
    const bytes = Buffer.concat([Buffer.from(join(root, 'caf')), Buffer.from([0xe9]), Buffer.from('.exe')]);
    writeFileSync(bytes, 'content');
    const { found } = await find([`${root}/`]);
    expect(found).toMatchObject([{ path: join(root, 'caf\ufffd.exe'), fault: null }]);
    const source = await fileSource(found[0]?.location ?? '');
    expect([source.name, source.size]).toEqual(['caf\ufffd.exe', 7]);
    for await (const chunk of source.read()) expect(String(chunk)).toBe('content');
    // As an argument of a program it cannot be told from another name, which is said.
    expect((await find([String(bytes)])).found[0]?.fault?.message).toContain('name its folder');
  });

  it('say what is the matter with what cannot be read', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await find([root])).toEqual({ found: [], skipped: [join(root, 'pipe')] });
    expect((await find([join(root, 'absent')])).found[0]?.fault?.message).toBe('does not exist');
  });
});
