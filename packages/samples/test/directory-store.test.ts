import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { openSampleStore } from '../src/index.ts';
import { sampleStoreContract } from './sample-store-contract.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-samples-'));
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

sampleStoreContract('directory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-samples-'));
  const url = pathToFileURL(join(folder, 'a folder that is not there yet')).href;
  return {
    store: openSampleStore(url),
    url,
    options: {},
    listsUnfinished: true,
    leftovers: () => readdir(join(fileURLToPath(url), 'staging')).catch(() => []),
    close: () => rm(folder, { recursive: true }),
  };
});

describe('the directory store', () => {
  it('shows samples to nobody but its own user', async () => {
    const folder = await newFolder();
    const store = openSampleStore(pathToFileURL(join(folder, 'samples')).href);
    await store.put('alice:x', Buffer.from('secret'));
    const file = fileURLToPath(await store.link('alice:x', 1));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'samples'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
  });

  it.skipIf(process.platform === 'win32')('keeps nothing of what the file system does not take whole', async () => {
    const url = pathToFileURL(join(await newFolder(), 'samples')).href;
    // 4,500 blocks of 512 bytes: the limit falls into the middle of a batch and of a chunk.
    expect(await stageOnce(url, 'ulimit -f 4500; ')).toBe('EFBIG');
    expect(await readdir(join(fileURLToPath(url), 'staging'))).toEqual([]);
    expect(await stageOnce(url, '')).toBe(String(50 * 100 * 1024));
  });

  it('writes nothing outside its folder, whatever the key', async () => {
    const folder = await newFolder();
    const store = openSampleStore(pathToFileURL(join(folder, 'samples')).href);
    for (const key of ['../../escaped', '/etc/escaped', '..', 'a/../../../escaped', `${'x'.repeat(3000)}/..`]) {
      await store.put(key, Buffer.from('inside'));
      expect((await store.read(key, 100))?.toString()).toBe('inside');
    }
    expect(await readdir(folder)).toEqual(['samples']);
    expect((await readdir(join(folder, 'samples'))).sort()).toEqual(['objects', 'staging']);
  });
});

async function stageOnce(url: string, limit: string): Promise<string> {
  const script = join(import.meta.dirname, 'stage-once.ts');
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    `${limit}exec "$0" "$1" "$2"`,
    process.execPath,
    script,
    url,
  ]);
  return stdout;
}

describe('the name of a store', () => {
  it.each(['', 'samples', 'http://bucket', 's3://', 's3://bucket/folder', 's3://UPPER', 'file:///a?b', 'file:///a#b'])(
    '%j is refused',
    (url) => {
      expect(() => openSampleStore(url)).toThrow(TypeError);
    },
  );
});
