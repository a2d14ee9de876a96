import { getFile, getScan, listScans, listSubmissions } from '@assay/table';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULTS, type Fault } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import { hosted, UID, uploadOf, type World } from '../test/world.ts';
import { newScanId } from './new-scan-id.ts';
import { submit } from './submit.ts';
import { sweep } from './sweep.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav')] }, (made) => {
  world = made;
});

/** More writes than a submission makes, so that the last faults hit nothing. */
const WRITES = 12;

const attempt = (upload: ReturnType<typeof uploadOf>, submissionId: string, fault: Fault | null = null) =>
  submit(world.process(fault), { ...upload, submissionId });

/** Counted once, one submission, and the scan that was answered is the one that the file lists or had before. */
async function expectOnce(upload: ReturnType<typeof uploadOf>, scanId: string, times = 1): Promise<void> {
  const file = await getFile(world.table, UID, upload.sha256);
  expect(file).toMatchObject({ TimesSubmitted: times, OpenScans: { [scanId]: {} } });
  expect(Object.keys(file?.OpenScans ?? {})).toEqual([scanId]);
  expect(await getScan(world.table, UID, upload.sha256, scanId)).not.toBeNull();
  const { items } = await listSubmissions(world.table, UID, upload.sha256, { limit: 10 });
  expect(items.map((item) => item.ScanID)).toEqual(Array.from({ length: times }, () => scanId));
}

describe('a submission that is attempted again', () => {
  const faults = Array.from({ length: WRITES }, (_, at) => FAULTS.map((kind) => ({ atWrite: at + 1, kind }))).flat();

  it('counts once wherever the attempts before it failed or died', async () => {
    for (const [n, fault] of faults.entries()) {
      const upload = uploadOf(`attempted ${n}`);
      const id = newScanId(world.clock.now);
      await attempt(upload, id, fault).catch(() => {});
      const { scanId } = await attempt(upload, id);
      expect(scanId).toBe(id);
      await expectOnce(upload, id);
      expect((await attempt(upload, id)).scanId).toBe(id);
      await expectOnce(upload, id);
    }
  });

  it('stays with the open scan that it joined', async () => {
    for (const [n, fault] of faults.entries()) {
      const upload = uploadOf(`joined ${n}`);
      const open = await submit(world.process(), upload);
      const id = newScanId(world.clock.now);
      await attempt(upload, id, fault).catch(() => {});
      expect((await attempt(upload, id)).scanId).toBe(open.scanId);
      expect((await attempt(upload, id)).scanId).toBe(open.scanId);
      await expectOnce(upload, open.scanId, 2);
      const { items } = await listScans(world.table, UID, upload.sha256, { limit: 10 });
      expect(items.map((item) => item.ScanID)).toEqual([open.scanId]);
    }
  });

  it('gets one scan and counts once when the attempts run at the same moment, in any order of their writes', async () => {
    let files = 0;
    const fault = fc.option(
      fc.record({ atWrite: fc.integer({ min: 1, max: WRITES }), kind: fc.constantFrom(...FAULTS) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fault, { minLength: 2, maxLength: 4 }), async (scheduler, plan) => {
        files += 1;
        const upload = uploadOf(`together ${files}`);
        const id = newScanId(world.clock.now);
        const all = plan.map((each) => {
          const scans = world.process(each);
          const send = async (command: never) => {
            await scheduler.schedule(Promise.resolve());
            return scans.table.client.send(command);
          };
          const table = { ...scans.table, client: { send: send as typeof scans.table.client.send, destroy() {} } };
          return submit({ ...scans, table }, { ...upload, submissionId: id }).then(
            (done) => done.scanId,
            () => null,
          );
        });
        const answers = await scheduler.waitFor(Promise.all(all));
        for (const answer of answers) expect([id, null]).toContain(answer);
        expect((await attempt(upload, id)).scanId).toBe(id);
        await expectOnce(upload, id);
      }),
      { numRuns: 40 },
    );
  });

  it('is published also when the attempt that was accepted died before it could', async () => {
    const upload = uploadOf('unpublished');
    const id = newScanId(world.clock.now);
    const scans = world.process();
    const topic = { publish: () => new Promise<never>(() => {}) };
    void submit({ ...scans, topic }, { ...upload, submissionId: id });
    await expect.poll(async () => await getFile(world.table, UID, upload.sha256)).not.toBeNull();
    expect(world.topic.published).toEqual([]);
    await attempt(upload, id);
    expect(world.topic.published).toHaveLength(1);
    await attempt(upload, id);
    expect(world.topic.published).toHaveLength(1);
  });

  it('is carried on after the sweep removed what a dead attempt left', async () => {
    const upload = uploadOf('swept');
    const id = newScanId(world.clock.now);
    await attempt(upload, id, { atWrite: 2, kind: 'crash-after' }).catch(() => {});
    world.clock.advance(2 * world.process().limits.orphanS);
    await sweep(world.process());
    expect((await attempt(upload, id)).scanId).toBe(id);
    await expectOnce(upload, id);
  });
});
