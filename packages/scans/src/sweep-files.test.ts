import type { SearchWriter } from '@assay/search';
import { getScan, readFileItem } from '@assay/table';
import { beforeEach, expect, it } from 'vitest';
import { inEachWorld } from '../test/in-each-world.ts';
import { answerAll, comeToRest, hosted, UID, USER, uploadOf, type World } from '../test/world.ts';
import { boundedSearch } from './bounded-search.ts';
import { beginDeletion } from './delete.ts';
import { submit } from './submit.ts';
import { sweep } from './sweep.ts';
import { sweepFiles } from './sweep-files.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav')] }, (made) => {
  world = made;
});

const never = () => new Promise<never>(() => {});
const HANGING: SearchWriter = { put: never, putAll: never, remove: never };
const BY = { Action: 'file.delete', Actor: USER, ActorToken: null, Address: null } as const;
const WAITING = Array.from({ length: 12 }, (_, n) => uploadOf(`content ${n}`));
const LATE = uploadOf('late');
const refOf = ({ sha256 }: { sha256: string }) => ({ userId: UID, sha256 });

/** More files that wait for the index than one pass works on at once. */
beforeEach(async () => {
  for (const upload of WAITING) {
    await world.samples.put(upload.objectKey, Buffer.from('the bytes'));
    await submit(world.process(), upload);
    await answerAll(world, 'linux');
  }
  world.clock.advance(1);
});

it('an index that hangs keeps no scan from being published or ended in time', async () => {
  const slow = await submit(world.process(), uploadOf('never claimed'));
  world.topic.down = true;
  const { scanId } = await submit(world.process(), LATE);
  world.topic.down = false;
  const scans = { ...world.process(), search: HANGING };
  void sweepFiles(scans);
  world.clock.advance(6);
  await sweep(scans);
  expect((await getScan(world.table, UID, LATE.sha256, scanId))?.Pools.linux?.Published).not.toBeNull();
  world.clock.advance(3700);
  await sweep(scans);
  await sweep(scans);
  expect(await getScan(world.table, UID, uploadOf('never claimed').sha256, slow.scanId)).toMatchObject({
    Status: 'complete',
    Summary: { clamav: { Outcome: 'unavailable' } },
  });
});

it('a deletion waits for an index that hangs, without keeping others, and ends when the index is back', async () => {
  const [one, two] = WAITING as [typeof LATE, typeof LATE];
  await comeToRest(world, 60);
  for (const upload of [one, two]) await beginDeletion(world.process(), refOf(upload), BY);
  world.clock.advance(1);
  const search = boundedSearch(HANGING, { deadlineMs: 20, pauseMs: 60_000 });
  await sweepFiles({ ...world.process(), search });
  for (const upload of [one, two]) {
    // Everything is gone but what search still knows, and so the deletion is not over.
    expect(await world.stored()).not.toContain(upload.objectKey);
    expect(await readFileItem(world.table, UID, upload.sha256)).toMatchObject({ State: 'deleting', NewestScan: null });
    expect(world.documents.has(upload.sha256)).toBe(true);
  }
  await comeToRest(world, 3600);
  for (const upload of [one, two]) {
    expect(world.documents.has(upload.sha256)).toBe(false);
    expect((await readFileItem(world.table, UID, upload.sha256))?.NewestScan).not.toBeNull();
  }
});

it('files that wait for an index that hangs do not keep a deletion from beginning', async () => {
  const [first] = WAITING as [typeof LATE];
  await beginDeletion(world.process(), refOf(first), BY);
  world.clock.advance(1);
  await sweepFiles({ ...world.process(), search: boundedSearch(HANGING, { deadlineMs: 20, pauseMs: 60_000 }) });
  expect(await world.stored()).not.toContain(first.objectKey);
  expect((await readFileItem(world.table, UID, (WAITING[1] as typeof LATE).sha256))?.State).toBe('live');
  await comeToRest(world, 3600);
  expect([...world.documents.keys()].sort()).toEqual(
    WAITING.slice(1)
      .map(({ sha256 }) => sha256)
      .sort(),
  );
});
