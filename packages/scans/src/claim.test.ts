import { getResult, getScan } from '@assay/table';
import { describe, expect, it } from 'vitest';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  claimOf,
  comeToRest,
  enter,
  hosted,
  type Machine,
  take,
  UID,
  uploadOf,
  VERSIONS,
  type World,
} from '../test/world.ts';
import { claim } from './claim.ts';
import { record } from './record.ts';
import { rescan } from './rescan.ts';
import { submit } from './submit.ts';

let world: World;
let machine: Machine;

inEachWorld(
  { linux: [hosted('clamav'), hosted('yara', { kind: 'rules' })], windows: [hosted('defender')] },
  (made, on) => {
    world = made;
    machine = on;
  },
);

const ONE = uploadOf('one');
const BOTH = ['clamav', 'yara'];

describe('a claim', () => {
  it('is handed the engines of its pool, a link to this object and a lease', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const before = world.clock.now.getTime();
    const answer = await claim(world.process(), claimOf(take(world, 'linux'), 'linux', BOTH));
    if (answer.status !== 'claimed') throw new Error(answer.status);
    expect(answer.engines).toEqual(BOTH);
    expect(answer.sample).toEqual({ url: await world.samples.link(ONE.objectKey, 60), size: ONE.size });
    expect(Date.parse(answer.leaseUntil) - before).toBeGreaterThanOrEqual(30_000);
    expect(answer.claim.length).toBeLessThanOrEqual(1024);
    const scan = await getScan(world.table, UID, ONE.sha256, scanId);
    expect(scan).toMatchObject({ Status: 'in-progress', Pools: { linux: { Attempts: { clamav: 1, yara: 1 } } } });
    expect(world.events.map((event) => event.type === 'engine' && [event.engine, event.outcome])).toContainEqual([
      'clamav',
      null,
    ]);
  });

  it('with a ticket of another scan is forbidden', async () => {
    await submit(world.process(), ONE);
    await submit(world.process(), uploadOf('two'));
    const [one, two] = [take(world, 'linux'), take(world, 'linux')];
    const forged = { ...claimOf(one, 'linux', BOTH), ticket: two.scan.ticket };
    await expect(claim(world.process(), forged)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('of a pool that the scan does not expect, or of a scan that is gone, is answered gone', async () => {
    await submit(world.process(), ONE);
    const message = take(world, 'linux');
    expect(await claim(world.process(), claimOf(message, 'macos', BOTH))).toEqual({ status: 'gone' });
    const elsewhere = await machine.world();
    expect(await claim(elsewhere.process(), claimOf(message, 'linux', BOTH))).toEqual({ status: 'gone' });
  });

  it('fits a token for 256 engines', async () => {
    const many = Array.from({ length: 256 }, (_, n) => `engine-of-a-rather-long-name-${String(n).padStart(3, '0')}`);
    await enter(world, { big: many.map((id) => hosted(id)) });
    await submit(world.process(), ONE);
    const answer = await claim(world.process(), claimOf(take(world, 'big'), 'big', many));
    if (answer.status !== 'claimed') throw new Error(answer.status);
    expect(answer.engines).toHaveLength(256);
    expect(answer.claim.length).toBeLessThanOrEqual(1024);
  });
});

describe('while a worker holds the lease', () => {
  it('another worker is told until when', async () => {
    await submit(world.process(), ONE);
    const { message } = await claimed(world, 'linux', BOTH);
    const other = await claim(world.process(), claimOf(message, 'linux', BOTH, { worker: 'worker-2' }));
    expect(other).toMatchObject({ status: 'leased', until: expect.any(String) });
  });

  it('a second delivery to the same process runs nothing twice', async () => {
    await submit(world.process(), ONE);
    const { message } = await claimed(world, 'linux', BOTH);
    expect(await claim(world.process(), claimOf(message, 'linux', BOTH))).toMatchObject({ status: 'leased' });
  });

  it('the same worker after a restart takes it over at once', async () => {
    await submit(world.process(), ONE);
    const { message, claim: old } = await claimed(world, 'linux', BOTH);
    await record(world.process(), answerOf(old, 'yara'));
    const again = await claim(world.process(), claimOf(message, 'linux', BOTH, { boot: 'bootboot2' }));
    expect(again).toMatchObject({ status: 'claimed', engines: ['clamav'] });
  });

  it('a worker that lacks an engine does not end it', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { message } = await claimed(world, 'linux', BOTH);
    await claim(world.process(), claimOf(message, 'linux', ['yara'], { worker: 'worker-2' }));
    expect(await getResult(world.table, UID, ONE.sha256, scanId, 'clamav')).toBeNull();
  });

  it('of six claims at once one is handed out', async () => {
    await submit(world.process(), ONE);
    const message = take(world, 'linux');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        claim(world.process(), claimOf(message, 'linux', BOTH, { worker: `w-${n}` })),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([
      'claimed',
      ...Array.from({ length: 5 }, () => 'leased'),
    ]);
  });
});

describe('after a worker died', () => {
  it('only what is missing is handed out again', async () => {
    await submit(world.process(), ONE);
    const { message, claim: old } = await claimed(world, 'linux', BOTH);
    await record(world.process(), answerOf(old, 'clamav'));
    world.clock.advance(31);
    expect(await claim(world.process(), claimOf(message, 'linux', BOTH, { worker: 'worker-2' }))).toMatchObject({
      status: 'claimed',
      engines: ['yara'],
    });
  });

  it('twice while an engine ran, that engine is a failure', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { message } = await claimed(world, 'linux', BOTH);
    for (const worker of ['worker-2', 'worker-3']) {
      world.clock.advance(31);
      await claim(world.process(), claimOf(message, 'linux', BOTH, { worker }));
    }
    expect(await getResult(world.table, UID, ONE.sha256, scanId, 'clamav')).toMatchObject({
      Outcome: 'failure',
      Verdict: null,
      Message: expect.stringContaining('died'),
    });
  });
});

describe('an engine that the worker does not have', () => {
  it('ends as unavailable at once, and is answered later by a worker that has it', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const first = await claimed(world, 'linux', ['clamav']);
    expect(first.engines).toEqual(['clamav']);
    expect(await getResult(world.table, UID, ONE.sha256, scanId, 'yara')).toMatchObject({ Outcome: 'unavailable' });
    await record(world.process(), answerOf(first.claim, 'clamav'));
    await answerAll(world, 'windows');
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'undetected',
    });

    const late = await claim(
      world.process(),
      claimOf(first.message, 'linux', BOTH, { worker: 'worker-2', boot: 'bootboot2' }),
    );
    if (late.status !== 'claimed') {
      // The first worker's lease runs on; a delivery after it is handed what is missing.
      world.clock.advance(31);
    }
    const again = await claim(world.process(), claimOf(first.message, 'linux', BOTH, { worker: 'worker-2' }));
    if (again.status !== 'claimed') throw new Error(again.status);
    expect(again.engines).toEqual(['yara']);
    await record(world.process(), answerOf(again.claim, 'yara', { verdict: 'malicious', label: 'Eicar' }));
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
      Summary: { yara: { Outcome: 'completed', Label: 'Eicar' } },
    });
  });
});

describe('a known file', () => {
  const offering = (changes: Partial<typeof VERSIONS>, parameters = '0123456789abcdef') => ({
    engines: BOTH.map((id) => ({ id, versions: { ...VERSIONS, ...changes }, parameters })),
  });

  async function secondScan(changes = {}) {
    await submit(world.process(), ONE);
    await answerAll(world, 'linux', (engine) =>
      engine === 'yara' ? { verdict: 'malicious', label: 'Rule', attributes: { crowdsourced_yara_results: [] } } : {},
    );
    await answerAll(world, 'windows');
    const { scanId } = await submit(world.process(), ONE);
    const answer = await claim(world.process(), claimOf(take(world, 'linux'), 'linux', BOTH, changes));
    return { scanId, answer };
  }

  it('costs no engine time: the last answers are copied, marked with the run that they came from', async () => {
    const { scanId, answer } = await secondScan();
    expect(answer).toEqual({ status: 'gone' });
    const copied = await getResult(world.table, UID, ONE.sha256, scanId, 'yara');
    expect(copied).toMatchObject({ Outcome: 'completed', Verdict: 'malicious', Label: 'Rule', Versions: VERSIONS });
    expect(copied?.CachedFrom?.ScanID).not.toBe(scanId);
    expect(copied?.Attributes).not.toBeNull();
  });

  it('is answered from the first run also when the answer before was a copy', async () => {
    const { scanId: second } = await secondScan();
    await answerAll(world, 'windows');
    const first = (await getResult(world.table, UID, ONE.sha256, second, 'yara'))?.CachedFrom?.ScanID;
    const { scanId: third } = await submit(world.process(), ONE);
    await claim(world.process(), claimOf(take(world, 'linux'), 'linux', BOTH));
    expect((await getResult(world.table, UID, ONE.sha256, third, 'yara'))?.CachedFrom?.ScanID).toBe(first);
  });

  it.each([
    ['package', offering({ package: '1.1' })],
    ['engine', offering({ engine: '2.1' })],
    ['signature set', offering({ signatures: '4' })],
    ['parameters', offering({}, 'fedcba9876543210')],
  ])('is looked at again when the %s is another one', async (_what, changes) => {
    expect((await secondScan(changes)).answer).toMatchObject({ status: 'claimed', engines: BOTH });
  });

  it('is looked at again by an engine that did not complete', async () => {
    await submit(world.process(), ONE);
    await answerAll(world, 'linux', (engine) =>
      engine === 'yara' ? { outcome: 'failure', verdict: null, message: 'broken' } : {},
    );
    await answerAll(world, 'windows');
    await submit(world.process(), ONE);
    expect((await claimed(world, 'linux', BOTH)).engines).toEqual(['yara']);
  });

  it('whose pool came after its time ends as its last answers say, and others are told so', async () => {
    await submit(world.process(), ONE);
    await answerAll(world, 'linux', (engine) =>
      engine === 'clamav' ? { verdict: 'malicious', label: 'Eicar' } : { verdict: 'undetected' },
    );
    await answerAll(world, 'windows');
    const { scanId } = await submit(world.process(), ONE);
    const late = take(world, 'linux');
    await comeToRest(world, 5000);
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({ Verdict: 'unknown' });
    expect(await claim(world.process(), claimOf(late, 'linux', BOTH))).toEqual({ status: 'gone' });
    await comeToRest(world, 60);
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
      Summary: { clamav: { Outcome: 'completed', Label: 'Eicar' }, yara: { Outcome: 'completed' } },
    });
    const told = world.completed.filter((each) => each.scanid === scanId).map((each) => each.verdict);
    expect(told).toEqual(['unknown', 'malicious']);
  });

  it('is looked at anew by every engine in a re-analysis', async () => {
    await submit(world.process(), ONE);
    await answerAll(world, 'linux');
    await answerAll(world, 'windows');
    await rescan(world.process(), { user: 'ann', userId: UID, sha256: ONE.sha256, token: null });
    expect((await claimed(world, 'linux', BOTH)).engines).toEqual(BOTH);
  });
});
