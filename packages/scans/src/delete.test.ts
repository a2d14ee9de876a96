import {
  getFile,
  getResult,
  getScan,
  listKeys,
  readFileItem,
  reserveName,
  resolveHash,
  resultsPartition,
} from '@assay/table';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { before } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  comeToRest,
  hosted,
  sweepAll,
  UID,
  USER,
  uploadOf,
  type World,
} from '../test/world.ts';
import { close } from './close.ts';
import { beginDeletion } from './delete.ts';
import { fileBeforeUpload } from './file-before-upload.ts';
import { record } from './record.ts';
import { rescan } from './rescan.ts';
import { submit } from './submit.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav'), hosted('pe', { kind: 'static' })] }, (made) => {
  world = made;
});

const BY = { Action: 'file.delete', Actor: USER, ActorToken: null, Address: null } as const;
const ONE = uploadOf('one');
const REF = { userId: UID, sha256: ONE.sha256 };
const LARGE = { verdict: null, attributes: { noise: Array.from({ length: 4000 }, (_, n) => String(n * n * 7919)) } };
/** Time enough for a deletion, not for what is left of it. */
const SOON = 3600;

/** Stores and submits as upload-api does. */
async function upload(subject = ONE) {
  const { seen } = await fileBeforeUpload(world.process(), subject);
  const objectKey = await reserveName(world.table, UID, USER, subject.md5, subject.sha256);
  await world.samples.put(objectKey, Buffer.from('the bytes'));
  return submit(world.process(), { ...subject, objectKey, seen });
}

const answer = () => answerAll(world, 'linux', (engine) => (engine === 'pe' ? LARGE : {}));
const remove = () => beginDeletion(world.process(), REF, BY);

/** Everything in the table that names the file, without the audit trail. */
async function items(): Promise<string[]> {
  const { Items = [] } = await world.table.client.send(
    new ScanCommand({ TableName: world.table.name, ConsistentRead: true }),
  );
  return Items.filter((item) => !String(item.UserID).startsWith('audit#'))
    .filter((item) => JSON.stringify(item).includes(ONE.sha256))
    .map((item) => String(item.FileID));
}

describe('a file that is deleted', () => {
  it('cannot be read from that moment on, and is deleted once', async () => {
    await upload();
    await answer();
    expect(await remove()).toBe(true);
    expect(await getFile(world.table, UID, ONE.sha256)).toBeNull();
    expect(await resolveHash(world.table, UID, ONE.md5)).toEqual([]);
    expect(await remove()).toBe(false);
    await expect(rescan(world.process(), { user: USER, ...REF, token: null })).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('leaves nothing but a trace, and a day later not even that', async () => {
    const { scanId } = await upload();
    await answer();
    await rescan(world.process(), { user: USER, ...REF, token: null });
    await comeToRest(world, 1);
    expect((await world.stored()).some((key) => key.startsWith('results/'))).toBe(true);
    await remove();
    await comeToRest(world, SOON);
    expect(await items()).toEqual([ONE.sha256]);
    expect(JSON.stringify(await readFileItem(world.table, UID, ONE.sha256))).not.toContain('one.bin');
    expect(await world.stored()).toEqual([]);
    expect(world.documents.has(ONE.sha256)).toBe(false);
    expect(world.forgotten.has(scanId)).toBe(true);
    await comeToRest(world);
    expect(await items()).toEqual([]);
  });

  it('is in the audit trail', async () => {
    await upload();
    await remove();
    const month = world.clock.now.toISOString().slice(0, 7);
    expect((await listKeys(world.table, `audit#${month}`, '')).keys).toHaveLength(1);
  });

  it('leaves another file with the same MD5 as it is', async () => {
    const other = uploadOf('two', { md5: ONE.md5 });
    await upload();
    await upload(other);
    await remove();
    await comeToRest(world, SOON);
    expect(await world.stored()).toEqual([`${USER}:${ONE.md5}:${other.sha256}`]);
    expect(await resolveHash(world.table, UID, ONE.md5)).toEqual([other.sha256]);
  });
});

describe('an upload of a file that', () => {
  it('is being deleted is told to try again, and leaves nothing', async () => {
    await upload();
    const { seen } = await fileBeforeUpload(world.process(), ONE);
    await remove();
    await expect(fileBeforeUpload(world.process(), ONE)).rejects.toMatchObject({ kind: 'transient' });
    await expect(submit(world.process(), { ...ONE, seen })).rejects.toMatchObject({ kind: 'transient' });
    await comeToRest(world, SOON);
    expect(await items()).toEqual([ONE.sha256]);
  });

  it('was stored before the deletion ended is not accepted after it, when its bytes may be gone', async () => {
    await upload();
    const { seen } = await fileBeforeUpload(world.process(), ONE);
    await remove();
    await comeToRest(world, SOON);
    await expect(submit(world.process(), { ...ONE, seen })).rejects.toMatchObject({ kind: 'transient' });
  });

  it('was deleted, and that died before it was accepted, is removed when it is old', async () => {
    await upload();
    await remove();
    await comeToRest(world, SOON);
    const { seen } = await fileBeforeUpload(world.process(), ONE);
    const dying = world.process({ atWrite: 1, kind: 'crash-after' });
    await submit(dying, { ...ONE, seen }).catch(() => undefined);
    expect(await items()).toHaveLength(2);
    world.clock.advance(world.process().limits.orphanS);
    await comeToRest(world, SOON);
    expect(await items()).toEqual([ONE.sha256]);
  });

  it('was deleted begins anew, and the old deletion never touches it', async () => {
    const old = await upload();
    await answer();
    await remove();
    await comeToRest(world, SOON);
    const fresh = await upload();
    await answer();
    await comeToRest(world);
    world.clock.advance(200_000);
    await sweepAll(world.process());
    const file = await getFile(world.table, UID, ONE.sha256);
    expect(file).toMatchObject({ TimesSubmitted: 1, LastScan: fresh.scanId, Verdict: 'undetected' });
    expect(await getScan(world.table, UID, ONE.sha256, old.scanId)).toBeNull();
    expect(await world.stored()).toContain(`${USER}:${ONE.md5}`);
  });
});

describe('a late result', () => {
  it('is refused when its scan is gone, and brings nothing back', async () => {
    await upload();
    const { claim } = await claimed(world, 'linux', ['clamav', 'pe']);
    await remove();
    await comeToRest(world, SOON);
    await expect(record(world.process(), answerOf(claim, 'pe', LARGE))).rejects.toMatchObject({ kind: 'not-found' });
    expect(await items()).toEqual([ONE.sha256]);
    expect(await world.stored()).toEqual([]);
  });

  it('that is written while its scan goes is taken back with what it stored', async () => {
    const { scanId } = await upload();
    const { claim } = await claimed(world, 'linux', ['clamav', 'pe']);
    const late = world.process();
    const table = before(late.table, 'PutCommand', `${ONE.sha256}#${scanId}#pe`, async () => {
      await remove();
      await comeToRest(world, SOON);
    });
    await expect(record({ ...late, table }, answerOf(claim, 'pe', LARGE))).rejects.toMatchObject({ kind: 'not-found' });
    expect(await getResult(world.table, UID, ONE.sha256, scanId, 'pe')).toBeNull();
    expect((await listKeys(world.table, resultsPartition(UID), '')).keys).toEqual([]);
    expect(await world.stored()).toEqual([]);
  });

  it.each(['', '#report'])('whose scan closes while its file goes writes no %s', async (part) => {
    const { scanId } = await upload();
    const { claim } = await claimed(world, 'linux', ['clamav', 'pe']);
    await record(world.process(), answerOf(claim, 'pe', LARGE));
    const closing = world.process();
    const table = before(closing.table, 'PutCommand', `${ONE.sha256}${part}`, async () => {
      await remove();
      await comeToRest(world, SOON);
    });
    await record({ ...closing, table }, answerOf(claim, 'clamav')).catch(() => undefined);
    await close(world.process(), { ...REF, scanId });
    await comeToRest(world, SOON);
    expect(await items()).toEqual([ONE.sha256]);
  });

  it('of a deleted file does not get into the one that was uploaded after it', async () => {
    await upload();
    const { claim } = await claimed(world, 'linux', ['clamav', 'pe']);
    await record(world.process(), answerOf(claim, 'pe', { verdict: null }));
    const closing = world.process();
    let done = false;
    const table = before(closing.table, 'GetCommand', `${ONE.sha256}#report`, async () => {
      if (done) return;
      done = true;
      await remove();
      await comeToRest(world, SOON);
      await upload();
    });
    await record({ ...closing, table }, answerOf(claim, 'clamav', { verdict: 'malicious', label: 'Old' })).catch(
      () => {},
    );
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({ Verdict: null, Engines: {} });
    await answer();
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({ Verdict: 'undetected' });
  });
});

describe('a deletion that a process dies in', () => {
  const places = Array.from({ length: 14 }, (_, n) => n + 1);
  it.each(places)('at write %i is carried on and leaves nothing', async (atWrite) => {
    for (const kind of ['crash-before', 'crash-after'] as const) {
      await upload();
      await answer();
      await remove();
      await sweepAll(world.process({ atWrite, kind })).catch(() => undefined);
      await comeToRest(world);
      expect(await items(), kind).toEqual([]);
      expect(await world.stored(), kind).toEqual([]);
    }
  });

  it('goes on when live events, the index or the store did not answer', async () => {
    await upload();
    await answer();
    await remove();
    const away = async () => Promise.reject(new Error('away'));
    const scans = world.process();
    await sweepAll({ ...scans, live: { ...scans.live, forget: away } });
    world.clock.advance(61);
    await sweepAll({ ...scans, samples: { ...scans.samples, deleteFolder: away } });
    world.clock.advance(61);
    await sweepAll({ ...scans, search: { put: away, putAll: away, remove: away } });
    expect(await items()).not.toEqual([]);
    await comeToRest(world);
    expect(await items()).toEqual([]);
  });
});
