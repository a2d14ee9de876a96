import type { Lane } from '@assay/contracts';
import { expect, it } from 'vitest';
import { going } from '../../test/fixtures.ts';
import { bulkShare, createLanes, type Lanes } from './lanes.ts';

/** Enters in the background and notes who got a slot. */
function enter(lanes: Lanes, lane: Lane, entered: Lane[]): Promise<() => void> {
  return lanes.enter(lane, going).then((leave) => {
    entered.push(lane);
    return leave;
  });
}

it('never has more scans under way than slots', async () => {
  const lanes = createLanes(2);
  const leave = await lanes.enter('normal', going);
  await lanes.enter('normal', going);
  const third = lanes.enter('normal', going);
  expect(lanes.busy).toBe(2);
  leave();
  leave();
  await third;
  expect(lanes.busy).toBe(2);
});

it('leaves bulk no last slot, so that a normal scan begins at once', async () => {
  const lanes = createLanes(3);
  const entered: Lane[] = [];
  const waiting = Array.from({ length: 5 }, () => enter(lanes, 'bulk', entered));
  await Promise.all(waiting.slice(0, bulkShare(3)));
  expect(entered).toEqual(['bulk', 'bulk']);
  await lanes.enter('normal', going);
});

it('lets normal go first and bulk come to its turn', async () => {
  const lanes = createLanes(1);
  const entered: Lane[] = [];
  const first = await lanes.enter('normal', going);
  const all = [
    ...Array.from({ length: 2 }, () => enter(lanes, 'bulk', entered)),
    ...Array.from({ length: 9 }, () => enter(lanes, 'normal', entered)),
  ];
  first();
  for (const next of all) next.then((leave) => leave());
  await Promise.all(all);
  expect(entered.slice(0, 5)).toEqual(['normal', 'normal', 'normal', 'normal', 'bulk']);
  expect(entered.slice(5, 10)).toEqual(['normal', 'normal', 'normal', 'normal', 'bulk']);
});

it('a scan that stops waiting takes no slot', async () => {
  const lanes = createLanes(1);
  const leave = await lanes.enter('normal', going);
  const stop = new AbortController();
  const waiting = lanes.enter('normal', stop.signal);
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  leave();
  expect(lanes.busy).toBe(0);
});

it('says when a scan would get a slot, and to bulk only while one stays free', async () => {
  const lanes = createLanes(2);
  const leave = await lanes.enter('bulk', going);
  await lanes.room('normal', going);
  const found: Lane[] = [];
  const bulk = lanes.room('bulk', going).then(() => found.push('bulk'));
  const normal = await lanes.enter('normal', going);
  const again = lanes.room('normal', going).then(() => found.push('normal'));
  normal();
  await again;
  expect(found).toEqual(['normal']);
  leave();
  await bulk;
});
