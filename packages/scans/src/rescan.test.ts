import { getFile, getScan, listScans } from '@assay/table';
import { expect, it } from 'vitest';
import { inEachWorld } from '../test/in-each-world.ts';
import { answerAll, enter, hosted, take, UID, USER, uploadOf, type World } from '../test/world.ts';
import { rescan } from './rescan.ts';
import { submit } from './submit.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav'), hosted('yara', { kind: 'rules' })] }, (made) => {
  world = made;
});

const ONE = uploadOf('one');
const again = { user: USER, userId: UID, sha256: ONE.sha256, token: null };

it('a file that is not there is not found', async () => {
  await expect(rescan(world.process(), again)).rejects.toMatchObject({ kind: 'not-found' });
});

it('an engine that nobody enabled is an invalid argument, and nothing begins', async () => {
  await submit(world.process(), ONE);
  await expect(rescan(world.process(), { ...again, engines: ['clamav', 'nod'] })).rejects.toMatchObject({
    kind: 'invalid-argument',
    message: expect.stringContaining('nod'),
  });
  expect((await listScans(world.table, UID, ONE.sha256, { limit: 10 })).items).toHaveLength(1);
});

it('begins a scan in which every engine looks anew, in the normal lane, and counts no submission', async () => {
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  const done = await rescan(world.process(), again);
  expect(done).toMatchObject({ joined: false, sha256: ONE.sha256, md5: ONE.md5, filename: 'one.bin' });
  const scan = await getScan(world.table, UID, ONE.sha256, done.scanId);
  expect(scan).toMatchObject({ Fresh: true, Subset: false, Lane: 'normal', Began: { By: 'reanalysis', Who: USER } });
  expect((await getFile(world.table, UID, ONE.sha256))?.TimesSubmitted).toBe(1);
  expect(await answerAll(world, 'linux')).toEqual(['clamav', 'yara']);
});

it('of some engines says in the event which', async () => {
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  await rescan(world.process(), { ...again, engines: ['yara'] });
  expect(take(world, 'linux').scan.engines).toEqual(['yara']);
});

it('joins the open first scan of a file, which cannot answer from the cache', async () => {
  const first = await submit(world.process(), ONE);
  expect(await rescan(world.process(), again)).toMatchObject({ scanId: first.scanId, joined: true });
  expect(await rescan(world.process(), { ...again, engines: ['yara'] })).toMatchObject({
    scanId: first.scanId,
    joined: true,
  });
});

it('does not join an open scan that may answer from the cache', async () => {
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  const second = await submit(world.process(), ONE);
  const third = await rescan(world.process(), again);
  expect(third).toMatchObject({ joined: false });
  expect(third.scanId).not.toBe(second.scanId);
  expect(await submit(world.process(), ONE)).toMatchObject({ scanId: third.scanId, joined: true });
});

it('of some engines is not joined by an upload, which wants all', async () => {
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  const some = await rescan(world.process(), { ...again, engines: ['yara'] });
  const upload = await submit(world.process(), ONE);
  expect(upload.joined).toBe(false);
  expect(upload.scanId).not.toBe(some.scanId);
});

it('is busy when ever other engines are asked for while nothing ends', async () => {
  await enter(world, { linux: Array.from({ length: 6 }, (_, n) => hosted(`engine-${n}`)) });
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  const scans = world.process(null, { openScans: 3 });
  for (const n of [0, 1, 2]) await rescan(scans, { ...again, engines: [`engine-${n}`] });
  await expect(rescan(scans, { ...again, engines: ['engine-3'] })).rejects.toMatchObject({ kind: 'busy' });
  expect(Object.keys((await getFile(world.table, UID, ONE.sha256))?.OpenScans ?? {})).toHaveLength(3);
});
