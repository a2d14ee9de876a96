import {
  changeFile,
  getFile,
  getScan,
  listDue,
  listDueFiles,
  listKeys,
  listScans,
  listSubmissions,
  resolveHash,
  setEngineEnabled,
} from '@assay/table';
import { describe, expect, it } from 'vitest';
import { before } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import { comeToRest, hosted, take, UID, uploadOf, type World } from '../test/world.ts';
import { submit } from './submit.ts';
import { sweep } from './sweep.ts';
import { holdsTicket } from './ticket.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav'), hosted('yara', { kind: 'rules' })], windows: [hosted('defender')] }, (made) => {
  world = made;
});

const EVER = new Date('2100-01-01T00:00:00Z');
const ONE = uploadOf('one');

/** Everything of a file in the table but the file itself, and everything that is due. */
async function leftovers(sha256: string) {
  const scans = await listScans(world.table, UID, sha256, { limit: 10 });
  const submissions = await listSubmissions(world.table, UID, sha256, { limit: 10 });
  const aliases = await listKeys(world.table, UID, '#hash#');
  const due = [...(await listDue(world.table, EVER, 10)), ...(await listDueFiles(world.table, EVER, 10))];
  return [...scans.items, ...submissions.items, ...aliases.keys, ...due];
}

describe('an upload', () => {
  it('expects every enabled engine of every pool and tells each pool once', async () => {
    const scans = world.process();
    const done = await submit(scans, ONE);
    expect(done).toMatchObject({ sha256: ONE.sha256, joined: false, warnings: [] });
    const scan = await getScan(world.table, UID, ONE.sha256, done.scanId);
    expect(Object.keys(scan?.Expected ?? {}).sort()).toEqual(['clamav', 'defender', 'yara']);
    expect(world.topic.published).toHaveLength(1);
    const message = take(world, 'linux');
    expect(message).toMatchObject({ user: 'ann', md5: ONE.md5, pools: { linux: 'normal', windows: 'normal' } });
    const { scanId, sha256, ticket } = message.scan;
    expect(message.scan).toEqual({ scanId: done.scanId, sha256: ONE.sha256, size: ONE.size, ticket });
    expect(holdsTicket(scans.ticketKey, { user: 'ann', md5: ONE.md5, sha256, scanId }, ticket)).toBe(true);
  });

  it('makes the file as the seed names it', async () => {
    const done = await submit(world.process(), { ...ONE, filename: 'invoice.exe' });
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({
      UserID: UID,
      FileID: ONE.sha256,
      FileMetadata: { MD5: ONE.md5, SHA1: ONE.sha1, SHA256: ONE.sha256, Filename: 'invoice.exe', Size: ONE.size },
      Names: ['invoice.exe'],
      TimesSubmitted: 1,
      OpenScans: { [done.scanId]: { Engines: ['clamav', 'defender', 'yara'] } },
      Verdict: null,
    });
  });

  it('is refused when no engine is enabled, and leaves nothing', async () => {
    for (const [pool, engine] of [
      ['linux', 'clamav'],
      ['linux', 'yara'],
      ['windows', 'defender'],
    ] as const) {
      await setEngineEnabled(world.table, pool, engine, false);
    }
    await expect(submit(world.process(), ONE)).rejects.toMatchObject({ kind: 'no-engines' });
    expect(await leftovers(ONE.sha256)).toEqual([]);
  });

  it('makes the file findable by its MD5 and SHA-1 before it is answered', async () => {
    await submit(world.process(), ONE);
    for (const hash of [ONE.md5, ONE.sha1]) expect(await resolveHash(world.table, UID, hash)).toEqual([ONE.sha256]);
  });

  it('of a file whose scan is open joins that scan and counts', async () => {
    const first = await submit(world.process(), ONE);
    const second = await submit(world.process(), { ...ONE, filename: 'again.bin' });
    expect(second).toMatchObject({ scanId: first.scanId, joined: true });
    const file = await getFile(world.table, UID, ONE.sha256);
    expect(file).toMatchObject({ TimesSubmitted: 2, Names: ['one.bin', 'again.bin'] });
    expect((await listScans(world.table, UID, ONE.sha256, { limit: 10 })).items).toHaveLength(1);
    expect(world.topic.published).toHaveLength(1);
  });

  it('at the same moment as six others of the same file makes one scan, and all are counted', async () => {
    const all = await Promise.all(Array.from({ length: 7 }, () => submit(world.process(), ONE)));
    expect(new Set(all.map((each) => each.scanId)).size).toBe(1);
    expect(all.filter((each) => !each.joined)).toHaveLength(1);
    expect((await getFile(world.table, UID, ONE.sha256))?.TimesSubmitted).toBe(7);
    const { items } = await listSubmissions(world.table, UID, ONE.sha256, { limit: 10 });
    expect(items.map((item) => item.ScanID)).toEqual(Array.from({ length: 7 }, () => all[0]?.scanId));
    expect((await listScans(world.table, UID, ONE.sha256, { limit: 10 })).items).toHaveLength(1);
  });

  it('of another file with the same MD5 at the same moment is a file and a scan of its own', async () => {
    const two = uploadOf('two', { md5: ONE.md5 });
    const [a, b] = await Promise.all([submit(world.process(), ONE), submit(world.process(), two)]);
    expect(a.scanId).not.toBe(b.scanId);
    expect((await getFile(world.table, UID, ONE.sha256))?.FileMetadata.MD5).toBe(ONE.md5);
    expect((await getFile(world.table, UID, two.sha256))?.FileMetadata.MD5).toBe(ONE.md5);
  });

  it('is refused while its file is being deleted, and leaves nothing', async () => {
    await submit(world.process(), ONE);
    const before = await leftovers(ONE.sha256);
    await changeFile(world.table, UID, ONE.sha256, (file) => (file === null ? null : { ...file, State: 'deleting' }));
    await expect(submit(world.process(), ONE)).rejects.toMatchObject({
      kind: 'transient',
      message: 'step record failed',
    });
    expect(await leftovers(ONE.sha256)).toEqual(before);
  });

  it('keeps a hundred names, the newest, and a long one cut', async () => {
    for (let n = 0; n < 102; n += 1) await submit(world.process(), { ...ONE, filename: `${n}.bin` });
    await submit(world.process(), { ...ONE, filename: 'x'.repeat(5000) });
    const names = (await getFile(world.table, UID, ONE.sha256))?.Names ?? [];
    expect(names).toHaveLength(100);
    expect(names.at(-1)).toHaveLength(1024);
    expect(names[0]).toBe('3.bin');
  });

  it('moves times only forward when an older request arrives late', async () => {
    await submit(world.process(), ONE);
    const before = await getFile(world.table, UID, ONE.sha256);
    world.clock.now = new Date(world.clock.now.getTime() - 60_000);
    await submit(world.process(), { ...ONE, filename: 'older.bin' });
    const after = await getFile(world.table, UID, ONE.sha256);
    expect(after?.FileHistory.LastSubmission).toBe(before?.FileHistory.LastSubmission);
    expect(after?.RecentAt).toBe(before?.RecentAt);
    expect(after?.FileMetadata.Filename).toBe('one.bin');
    expect(after?.TimesSubmitted).toBe(2);
  });

  it('goes into the bulk lane when its user has more open scans than a share', async () => {
    const scans = world.process(null, { shareScans: 2 });
    for (const content of ['a', 'b', 'c', 'd']) await submit(scans, uploadOf(content));
    expect(world.topic.published.map((message) => message.pools.linux)).toEqual(['normal', 'normal', 'normal', 'bulk']);
  });
});

it('an upload that joined and whose process died before it had tidied up is told in the history as one that joined', async () => {
  const first = await submit(world.process(), ONE);
  // Scan, submission, and the file.
  await submit(world.process({ atWrite: 3, kind: 'crash-after' }), ONE).catch(() => null);
  world.clock.advance(6);
  await sweep(world.process());
  const { items } = await listSubmissions(world.table, UID, ONE.sha256, { limit: 10 });
  expect(items.map((item) => item.ScanID)).toEqual([first.scanId, first.scanId]);
  expect((await listScans(world.table, UID, ONE.sha256, { limit: 10 })).items).toHaveLength(1);
});

describe('when the topic does not answer', () => {
  it('an upload is accepted with a warning that names the step, and the scan’s own log says so', async () => {
    world.topic.down = true;
    const done = await submit(world.process(), ONE);
    expect(done.warnings).toEqual([{ step: 'publish', message: expect.stringContaining('step publish failed') }]);
    const scan = await getScan(world.table, UID, ONE.sha256, done.scanId);
    expect(scan?.Notes).toEqual([
      { Time: expect.any(String), Message: expect.stringContaining('step publish failed') },
    ]);
  });

  it('the scan is published by the sweep as soon as it does', async () => {
    world.topic.down = true;
    const done = await submit(world.process(), ONE);
    world.clock.advance(6);
    await sweep(world.process());
    expect(world.topic.published).toEqual([]);
    world.topic.down = false;
    world.clock.advance(10);
    await sweep(world.process());
    expect(world.topic.published).toHaveLength(1);
    expect(world.topic.published[0]).toMatchObject({
      pools: { linux: 'normal', windows: 'normal' },
      scan: { scanId: done.scanId },
    });
  });
});

describe('when the table fails', () => {
  // Scan, submission, file; what comes after the file is no error any more.
  it.each([1, 2, 3])('at write %i the upload fails, names the step, and leaves nothing in the end', async (atWrite) => {
    await expect(submit(world.process({ atWrite, kind: 'fail-before' }), ONE)).rejects.toMatchObject({
      kind: 'transient',
      message: 'step record failed',
    });
    for (let round = 0; round < 20; round += 1) {
      world.clock.advance(61);
      await sweep(world.process());
    }
    expect(await leftovers(ONE.sha256)).toEqual([]);
    expect(await getFile(world.table, UID, ONE.sha256)).toBeNull();
    expect(world.topic.published).toEqual([]);
  });

  it.each([4, 5, 6])('at write %i, after the acceptance, the upload is accepted all the same', async (atWrite) => {
    const done = await submit(world.process({ atWrite, kind: 'fail-before' }), ONE);
    expect(done.joined).toBe(false);
    expect(world.topic.published).toHaveLength(1);
    await comeToRest(world, 60);
    for (const hash of [ONE.md5, ONE.sha1]) expect(await resolveHash(world.table, UID, hash)).toEqual([ONE.sha256]);
  });

  it('and a process dies right after the acceptance, the file is found by each of its hashes all the same', async () => {
    await expect(submit(world.process({ atWrite: 3, kind: 'crash-after' }), ONE)).rejects.toThrow();
    await comeToRest(world, 60);
    for (const hash of [ONE.md5, ONE.sha1]) expect(await resolveHash(world.table, UID, hash)).toEqual([ONE.sha256]);
  });

  it('and the acknowledgement of the acceptance is lost, the scan goes on and the upload counts once', async () => {
    await expect(submit(world.process({ atWrite: 3, kind: 'fail-after' }), ONE)).rejects.toMatchObject({
      kind: 'transient',
    });
    world.clock.advance(6);
    await sweep(world.process());
    expect(world.topic.published).toHaveLength(1);
    expect((await getFile(world.table, UID, ONE.sha256))?.TimesSubmitted).toBe(1);
  });

  it('and the client repeats the acceptance by itself, the upload counts once and joins nobody', async () => {
    const done = await submit(world.process({ atWrite: 3, kind: 'twice' }), ONE);
    expect(done.joined).toBe(false);
    const file = await getFile(world.table, UID, ONE.sha256);
    expect(file?.TimesSubmitted).toBe(1);
    expect(Object.keys(file?.OpenScans ?? {})).toEqual([done.scanId]);
  });

  it('a process that died right after the acceptance loses nothing', async () => {
    await expect(submit(world.process({ atWrite: 3, kind: 'crash-after' }), ONE)).rejects.toThrow();
    expect(world.topic.published).toEqual([]);
    world.clock.advance(6);
    await sweep(world.process());
    expect(world.topic.published).toHaveLength(1);
  });

  it('an upload that slept longer than orphans live is scanned although its scan was removed meanwhile', async () => {
    const scans = world.process();
    const table = before(scans.table, 'PutCommand', ONE.sha256, async () => {
      for (let round = 0; round < 12; round += 1) {
        world.clock.advance(61);
        await sweep(world.process());
      }
    });
    const done = await submit({ ...scans, table }, ONE);
    expect(world.logged.map((line) => line.message)).toContain('a scan that was never accepted was removed');
    expect(await getScan(world.table, UID, ONE.sha256, done.scanId)).not.toBeNull();
    expect(world.topic.published).toHaveLength(1);
  });
});
