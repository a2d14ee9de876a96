import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScratch } from './scratch.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-scratch-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('gives rooms that others can enter but neither list nor write', async () => {
  const room = await (await openScratch(join(folder, 'scratch'))).makeRoom();
  const modes = [dirname(room.samplePath), join(folder, 'scratch')].map(
    async (path) => (await stat(path)).mode & 0o777,
  );
  expect(await Promise.all(modes)).toEqual([0o711, 0o711]);
});

it('removes what a dead process left, and nothing that is not a room', async () => {
  await mkdir(join(folder, 'f'.repeat(32)));
  await writeFile(join(folder, 'f'.repeat(32), 'sample'), 'left over');
  await writeFile(join(folder, 'notes.txt'), 'of somebody else');
  await openScratch(folder);
  expect(await readdir(folder)).toEqual(['notes.txt']);
});

it('names rooms by the folder itself when it is reached through a link', async () => {
  await mkdir(join(folder, 'real'));
  await symlink(join(folder, 'real'), join(folder, 'link'));
  const room = await (await openScratch(join(folder, 'link'))).makeRoom();
  expect(dirname(dirname(room.samplePath))).toBe(join(folder, 'real'));
});

it('a room that is removed is gone with its sample, also a second time', async () => {
  const room = await (await openScratch(folder)).makeRoom();
  await writeFile(room.samplePath, 'sample');
  await room.remove();
  await room.remove();
  expect(await readdir(folder)).toEqual([]);
});
