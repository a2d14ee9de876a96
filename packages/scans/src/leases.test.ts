import { getResult, getScan, listScans } from '@assay/table';
import { describe, expect, it } from 'vitest';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  claimOf,
  comeToRest,
  hosted,
  type Machine,
  take,
  UID,
  uploadOf,
  VERSIONS,
  type World,
} from '../test/world.ts';
import { appendLogs } from './append-logs.ts';
import { claim } from './claim.ts';
import { giveUp } from './give-up.ts';
import { readLog, readScan } from './read-scan.ts';
import { record } from './record.ts';
import { release } from './release.ts';
import { renew } from './renew.ts';
import { submit } from './submit.ts';

let world: World;
let machine: Machine;

inEachWorld({ linux: [hosted('clamav'), hosted('yara', { kind: 'rules' })] }, (made, on) => {
  world = made;
  machine = on;
});

const ONE = uploadOf('one');
const BOTH = ['clamav', 'yara'];
const line = (engine: string, seq = 1) => ({
  engine,
  seq,
  time: '2026-03-01T00:00:00.000Z',
  level: 'info' as const,
  message: 'looking',
});

/** A claim whose lease another worker has taken since. */
async function lost() {
  await submit(world.process(), ONE);
  const old = await claimed(world, 'linux', BOTH);
  world.clock.advance(31);
  const next = await claim(world.process(), claimOf(old.message, 'linux', BOTH, { worker: 'worker-2' }));
  if (next.status !== 'claimed') throw new Error(next.status);
  return { old: old.claim, next: next.claim, message: old.message };
}

describe('renewing', () => {
  it('lengthens a lease', async () => {
    await submit(world.process(), ONE);
    const { claim: token, message } = await claimed(world, 'linux', BOTH);
    world.clock.advance(25);
    expect((await renew(world.process(), token)).leaseUntil).not.toBeNull();
    world.clock.advance(20);
    expect(await claim(world.process(), claimOf(message, 'linux', BOTH, { worker: 'worker-2' }))).toMatchObject({
      status: 'leased',
    });
  });

  it('of a lost lease, or of a scan that is gone, tells the worker to stop', async () => {
    const { old } = await lost();
    expect(await renew(world.process(), old)).toEqual({ leaseUntil: null });
    expect(await renew((await machine.world()).process(), old)).toEqual({ leaseUntil: null });
  });

  it('with a claim that is not ours is forbidden', async () => {
    await expect(renew(world.process(), 'a.b')).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('releasing', () => {
  it('lets another worker begin at once, and does not count as an attempt', async () => {
    await submit(world.process(), ONE);
    let { claim: token, message } = await claimed(world, 'linux', BOTH);
    for (let n = 0; n < 4; n += 1) {
      await release(world.process(), token);
      const next = await claim(world.process(), claimOf(message, 'linux', BOTH, { worker: `worker-${n}` }));
      if (next.status !== 'claimed') throw new Error(next.status);
      expect(next.engines).toEqual(BOTH);
      token = next.claim;
    }
    const scan = await getScan(world.table, UID, ONE.sha256, message.scan.scanId);
    expect(scan?.Pools.linux?.Attempts).toEqual({ clamav: 1, yara: 1 });
  });

  it('of a lost lease changes nothing', async () => {
    const { old, message } = await lost();
    const before = await getScan(world.table, UID, ONE.sha256, message.scan.scanId);
    await release(world.process(), old);
    expect(await getScan(world.table, UID, ONE.sha256, message.scan.scanId)).toEqual(before);
  });
});

describe('log lines', () => {
  it('of claimed engines reach the live stream and are readable while the engine runs', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    await appendLogs(world.process(), { claim: token, lines: [line('clamav'), line('yara'), line('clamav', 2)] });
    const reading = { ...world.process(), live: { lines: async () => world.liveLines } };
    expect(await readLog(reading, UID, ONE.sha256, scanId, 'clamav')).toEqual({
      complete: false,
      lines: [line('clamav'), line('clamav', 2)],
    });
    expect(await readLog(reading, UID, ONE.sha256, scanId, 'nothing')).toBeNull();
    expect(await readLog(reading, UID, ONE.sha256, scanId, 'constructor')).toBeNull();
  });

  it('of an engine that was not claimed, or under a lost lease, are forbidden and go nowhere', async () => {
    const { old, next } = await lost();
    const scans = world.process();
    await expect(appendLogs(scans, { claim: old, lines: [line('clamav')] })).rejects.toMatchObject({
      kind: 'forbidden',
    });
    await expect(appendLogs(scans, { claim: next, lines: [line('defender')] })).rejects.toMatchObject({
      kind: 'forbidden',
    });
    expect(world.liveLines).toEqual([]);
  });

  it('are no fault of the run when the live stream cannot be written', async () => {
    await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    const scans = world.process();
    const broken = async () => Promise.reject(new Error('no Redis'));
    const dark = { ...scans, live: { emit: broken, log: broken, forget: broken } };
    await appendLogs(dark, { claim: token, lines: [line('clamav')] });
    for (const engine of BOTH) expect(await record(dark, answerOf(token, engine))).toEqual({ recorded: true });
  });
});

describe('a dead letter', () => {
  it('ends what its pool has not answered as failure, and keeps what it has', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token, message } = await claimed(world, 'linux', BOTH);
    await record(world.process(), answerOf(token, 'clamav'));
    world.clock.advance(31);
    await giveUp(world.process(), message, 'linux', 'five deliveries failed');
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'undetected',
      Summary: { clamav: { Outcome: 'completed' }, yara: { Outcome: 'failure', Message: 'five deliveries failed' } },
    });
  });

  it('ends nothing while a worker is at it', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { message } = await claimed(world, 'linux', BOTH);
    await giveUp(world.process(), message, 'linux', 'five deliveries failed');
    expect(await getResult(world.table, UID, ONE.sha256, scanId, 'clamav')).toBeNull();
  });

  it('closes again what others answered after the scan was complete', async () => {
    await submit(world.process(), ONE);
    await answerAll(world, 'linux', () => ({ verdict: 'malicious', label: 'Eicar' }));
    const { scanId } = await submit(world.process(), ONE);
    const late = take(world, 'linux');
    await comeToRest(world, 5000);
    // The claim copies the last answer of clamav, and its worker dies with yara.
    const request = claimOf(late, 'linux', BOTH);
    for (const engine of request.engines) if (engine.id === 'yara') engine.versions = { ...VERSIONS, signatures: '4' };
    expect(await claim(world.process(), request)).toMatchObject({ status: 'claimed', engines: ['yara'] });
    world.clock.advance(31);
    await giveUp(world.process(), late, 'linux', 'five deliveries failed');
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
      Summary: { clamav: { Outcome: 'completed' }, yara: { Outcome: 'unavailable' } },
    });
  });

  it('that is forged is forbidden', async () => {
    await submit(world.process(), ONE);
    const message = take(world, 'linux');
    const forged = { ...message, scan: { ...message.scan, ticket: '0'.repeat(64) } };
    await expect(giveUp(world.process(), forged, 'linux', 'x')).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('reading a scan', () => {
  it('shows each expected engine, answered or not, and no verdict before the end', async () => {
    const { scanId } = await submit(world.process(), ONE);
    expect(await readScan(world, UID, ONE.sha256, scanId)).toMatchObject({
      status: 'queued',
      verdict: null,
      completed: null,
    });
    const { claim: token } = await claimed(world, 'linux', BOTH);
    await record(world.process(), answerOf(token, 'yara', { verdict: 'malicious', label: 'Rule' }));
    const running = await readScan(world, UID, ONE.sha256, scanId);
    expect(running).toMatchObject({ status: 'in-progress', verdict: null, completed: null });
    expect(running?.engines.map((engine) => [engine.engine, engine.outcome, engine.label])).toEqual([
      ['clamav', null, null],
      ['yara', 'completed', 'Rule'],
    ]);
    await record(world.process(), answerOf(token, 'clamav'));
    expect(await readScan(world, UID, ONE.sha256, scanId)).toMatchObject({ status: 'complete', verdict: 'malicious' });
  });

  it('of somebody else, or of an upload that was not accepted, finds nothing', async () => {
    const { scanId } = await submit(world.process(), ONE);
    expect(await readScan(world, 'f'.repeat(64), ONE.sha256, scanId)).toBeNull();
    await answerAll(world, 'linux');
    const before = (await listScans(world.table, UID, ONE.sha256, { limit: 10 })).items.length;
    await expect(submit(world.process({ atWrite: 2, kind: 'crash-after' }), ONE)).rejects.toThrow();
    const { items } = await listScans(world.table, UID, ONE.sha256, { limit: 10 });
    expect(items).toHaveLength(before + 1);
    expect(await readScan(world, UID, ONE.sha256, items[0]?.ScanID ?? '')).toBeNull();
  });
});
