import { changeFile, getFile, getResult, getScan, leaseDue, listDue, listDueFiles, listScans } from '@assay/table';
import { beforeEach, describe, expect, it } from 'vitest';
import { before } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  claimOf,
  enter,
  hosted,
  nextDue,
  sweepAll,
  take,
  UID,
  uploadOf,
  type World,
} from '../test/world.ts';
import { claim } from './claim.ts';
import type { ScanLimits } from './limits.ts';
import { record } from './record.ts';
import { renew } from './renew.ts';
import { submit } from './submit.ts';
import { sweep } from './sweep.ts';
import { sweepFiles } from './sweep-files.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav'), hosted('yara', { kind: 'rules' })] }, (made) => {
  world = made;
});

const ONE = uploadOf('one');
const BOTH = ['clamav', 'yara'];
const scanOf = (scanId: string) => getScan(world.table, UID, ONE.sha256, scanId);

/** Sweeps whenever something is due, until this much time has passed. */
async function pass(seconds: number, limits: Partial<ScanLimits> = {}): Promise<void> {
  const end = world.clock.now.getTime() + seconds * 1000;
  for (;;) {
    const next = await nextDue(world.table);
    if (next === null || next.getTime() > end) break;
    world.clock.now = new Date(Math.max(world.clock.now.getTime(), next.getTime()) + 1);
    await sweepAll(world.process(null, limits));
  }
  world.clock.now = new Date(Math.max(end, world.clock.now.getTime()));
}

describe('a scan that is published and that nobody claims', () => {
  it('is not published again while its queue holds it', async () => {
    await submit(world.process(), ONE);
    await pass(1800);
    expect(world.topic.published).toHaveLength(1);
  });

  it('is published again when its queue is empty, at growing intervals', async () => {
    await submit(world.process(), ONE);
    const times: number[] = [];
    const start = world.clock.now.getTime();
    for (let second = 0; second < 200; second += 5) {
      world.queues.delete('linux');
      const published = world.topic.published.length;
      await pass(5);
      if (world.topic.published.length > published) times.push((world.clock.now.getTime() - start) / 1000);
    }
    expect(times.length).toBeGreaterThanOrEqual(3);
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(times[0]).toBeLessThanOrEqual(20);
  });

  it('is not published again while the depth of its queue is not known', async () => {
    await submit(world.process(), ONE);
    world.queues.delete('linux');
    world.clock.advance(60);
    const blind = { ...world.process(), queues: { depth: async () => Promise.reject(new Error('no answer')) } };
    await sweep(blind);
    expect(world.topic.published).toHaveLength(1);
  });

  it('ends as unavailable after an hour, and a later answer still counts', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const message = take(world, 'linux');
    world.queues.set('linux', [message]);
    await pass(3590);
    expect((await scanOf(scanId))?.Status).toBe('queued');
    await pass(60);
    expect(await scanOf(scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'unknown',
      Summary: { clamav: { Outcome: 'unavailable' }, yara: { Outcome: 'unavailable' } },
    });
    expect(await answerAll(world, 'linux')).toEqual(BOTH);
    expect(await scanOf(scanId)).toMatchObject({ Status: 'complete', Verdict: 'undetected' });
  });

  it('waits as long as the topic does not answer: its time runs from the first publication', async () => {
    world.topic.down = true;
    const { scanId } = await submit(world.process(), ONE);
    await pass(900, { unclaimedS: 300 });
    expect((await scanOf(scanId))?.Status).toBe('queued');
    world.topic.down = false;
    await pass(40, { unclaimedS: 300 });
    expect(await answerAll(world, 'linux')).toEqual(BOTH);
    expect((await scanOf(scanId))?.Status).toBe('complete');
  });
});

describe('a scan whose worker died', () => {
  it('goes on within a lease when its message is lost', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const dead = await claimed(world, 'linux', BOTH);
    await record(world.process(), answerOf(dead.claim, 'yara'));
    await pass(33);
    const next = await claim(world.process(), claimOf(take(world, 'linux'), 'linux', BOTH, { worker: 'worker-2' }));
    expect(next).toMatchObject({ status: 'claimed', engines: ['clamav'] });
    expect((await scanOf(scanId))?.Status).toBe('in-progress');
  });

  it('is left alone while the worker renews its lease', async () => {
    await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    for (let n = 0; n < 4; n += 1) {
      await pass(20);
      expect((await renew(world.process(), token)).leaseUntil).not.toBeNull();
    }
    expect(world.topic.published).toHaveLength(1);
  });

  it('has its unanswered engines end as timeout at the deadline, and keeps the answers it has', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const slow = await claimed(world, 'linux', BOTH);
    await record(world.process(), answerOf(slow.claim, 'clamav', { verdict: 'malicious', label: 'Eicar' }));
    // Its queue never empties, so nothing is published again.
    world.queues.set('linux', [slow.message]);
    await pass(121);
    expect(await scanOf(scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
      Summary: { clamav: { Outcome: 'completed' }, yara: { Outcome: 'timeout', Verdict: null } },
    });
    expect((await renew(world.process(), slow.claim)).leaseUntil).toBeNull();
  });

  it('ends by the deadline even if a hanging worker renews for ever', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    for (let n = 0; n < 8; n += 1) {
      await pass(20);
      await renew(world.process(), token);
    }
    expect((await scanOf(scanId))?.Status).toBe('complete');
  });
});

describe('one pool of two', () => {
  beforeEach(() => enter(world, { windows: [hosted('defender')] }));

  it('that does not come does not keep the other from being looked at', async () => {
    const { scanId } = await submit(world.process(), ONE);
    await answerAll(world, 'linux');
    await pass(3700);
    expect(await scanOf(scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'undetected',
      Summary: { clamav: { Outcome: 'completed' }, defender: { Outcome: 'unavailable' } },
    });
  });

  it('that lost its message gets it again although the other renews all the time', async () => {
    await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    world.queues.delete('windows');
    for (let n = 0; n < 4; n += 1) {
      await renew(world.process(), token);
      await pass(7);
    }
    expect(take(world, 'windows').pools).toEqual({ windows: 'normal' });
  });
});

describe('the sweep', () => {
  it('removes a scan whose upload died before it was accepted, but not before ten minutes', async () => {
    await expect(submit(world.process({ atWrite: 2, kind: 'crash-after' }), ONE)).rejects.toThrow();
    await pass(590);
    expect((await listScans(world.table, UID, ONE.sha256, { limit: 10 })).items).toHaveLength(1);
    await pass(120);
    expect((await listScans(world.table, UID, ONE.sha256, { limit: 10 })).items).toEqual([]);
    expect(await nextDue(world.table)).toBeNull();
    expect(world.topic.published).toEqual([]);
  });

  it('does not remove a scan that was closed between its two looks', async () => {
    const { scanId } = await submit(world.process(), ONE);
    world.clock.advance(700);
    const sweeping = world.process();
    const table = before(sweeping.table, 'GetCommand', ONE.sha256, async () => {
      if ((world.queues.get('linux')?.length ?? 0) > 0) await answerAll(world, 'linux');
    });
    await sweep({ ...sweeping, table });
    expect(await scanOf(scanId)).toMatchObject({ Status: 'complete', Verdict: 'undetected' });
  });

  it('begins nothing of a file that is being deleted', async () => {
    world.topic.down = true;
    const { scanId } = await submit(world.process(), ONE);
    world.topic.down = false;
    await changeFile(world.table, UID, ONE.sha256, (file) => (file === null ? null : { ...file, State: 'deleting' }));
    world.clock.advance(700);
    await sweepAll(world.process());
    expect(world.topic.published).toEqual([]);
    expect(await scanOf(scanId)).toBeNull();
  });

  it('of two replicas at once works on an entry once', async () => {
    world.topic.down = true;
    await submit(world.process(), ONE);
    world.topic.down = false;
    world.clock.advance(6);
    await Promise.all([sweep(world.process()), sweep(world.process()), sweep(world.process())]);
    expect(world.topic.published).toHaveLength(1);
  });

  it('does the rest when one entry fails', async () => {
    world.topic.down = true;
    const uploads = Array.from({ length: 12 }, (_, n) => uploadOf(`content ${n}`));
    for (const upload of uploads) await submit(world.process(), upload);
    world.topic.down = false;
    world.clock.advance(6);
    await sweep(world.process({ atWrite: 3, kind: 'fail-before' }));
    expect(world.topic.published.length).toBeGreaterThanOrEqual(11);
    world.clock.advance(6);
    await sweep(world.process());
    expect(new Set(world.topic.published.map((message) => message.scan.scanId)).size).toBe(12);
  });

  it('moves a file that an older version put among the scans to where files wait', async () => {
    await submit(world.process(), ONE);
    await changeFile(world.table, UID, ONE.sha256, (file) => (file === null ? null : { ...file, DueShard: 7 }));
    world.clock.advance(10);
    expect(await sweepFiles(world.process())).toBe(0);
    await sweep(world.process());
    expect(await sweepFiles(world.process())).toBe(1);
    expect(world.documents.has(ONE.sha256)).toBe(true);
  });

  it('leaves an entry that another replica holds', async () => {
    world.topic.down = true;
    await submit(world.process(), ONE);
    world.topic.down = false;
    world.clock.advance(6);
    const due = [
      ...(await listDue(world.table, world.clock.now, 10)),
      ...(await listDueFiles(world.table, world.clock.now, 10)),
    ];
    for (const entry of due) {
      await leaseDue(world.table, entry, new Date(world.clock.now.getTime() + 5000));
    }
    expect([await sweep(world.process()), await sweepFiles(world.process())]).toEqual([0, 0]);
    expect(world.topic.published).toEqual([]);
  });

  it('works off more entries than one page in one pass, and says how many there were', async () => {
    world.topic.down = true;
    for (let n = 0; n < 20; n += 1) await submit(world.process(), uploadOf(`content ${n}`));
    world.topic.down = false;
    world.clock.advance(30);
    expect(await sweep(world.process(), 12)).toBe(12);
    expect(await sweep(world.process(), 12)).toBe(8);
    expect(await sweepFiles(world.process(), 12)).toBe(12);
    expect(await sweepFiles(world.process(), 12)).toBe(8);
    expect(world.documents.size).toBe(20);
    expect(world.topic.published).toHaveLength(20);
    expect((await getFile(world.table, UID, uploadOf('content 0').sha256))?.TimesSubmitted).toBe(1);
  });
});

it('an engine that ended by itself as a timeout is not handed out again', async () => {
  const { scanId } = await submit(world.process(), ONE);
  const { claim: token, message } = await claimed(world, 'linux', BOTH);
  for (const engine of BOTH) {
    await record(world.process(), answerOf(token, engine, { outcome: 'timeout', verdict: null, message: 'too slow' }));
  }
  world.clock.advance(60);
  expect(await claim(world.process(), claimOf(message, 'linux', BOTH))).toEqual({ status: 'gone' });
  expect(await getResult(world.table, UID, ONE.sha256, scanId, 'yara')).toMatchObject({ Outcome: 'timeout' });
});
