import { randomBytes } from 'node:crypto';
import type { ResultPost } from '@assay/contracts';
import { getFile, getResult, getScan } from '@assay/table';
import { describe, expect, it } from 'vitest';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  claimOf,
  hosted,
  type Machine,
  UID,
  uploadOf,
  type World,
} from '../test/world.ts';
import { claim } from './claim.ts';
import { readLog, readResult } from './read-scan.ts';
import { record } from './record.ts';
import { submit } from './submit.ts';
import { sweep } from './sweep.ts';

let world: World;
let machine: Machine;

inEachWorld(
  { linux: [hosted('clamav'), hosted('pe', { kind: 'static' })], windows: [hosted('defender')] },
  (made, on) => {
    world = made;
    machine = on;
  },
);

const ONE = uploadOf('one');
const BOTH = ['clamav', 'pe'];
const stored = (scanId: string, engine: string) => getResult(world.table, UID, ONE.sha256, scanId, engine);

/** Text that gzip cannot make small. */
const long = (bytes: number) => randomBytes(bytes / 2).toString('hex');

describe('an answer', () => {
  it('with the last engine of the last pool closes the scan, whichever pool that is', async () => {
    const { scanId } = await submit(world.process(), ONE);
    await answerAll(world, 'windows');
    await answerAll(world, 'linux', (engine) => (engine === 'pe' ? { verdict: null } : {}));
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'undetected',
    });
    expect(world.events.at(-1)).toMatchObject({ type: 'scan', status: 'complete', verdict: 'undetected' });
  });

  it('posted twice counts once', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    expect(await record(world.process(), answerOf(token, 'clamav'))).toEqual({ recorded: true });
    const other = answerOf(token, 'clamav', { verdict: 'malicious', label: 'Eicar' });
    expect(await record(world.process(), other)).toEqual({ recorded: false });
    expect(await stored(scanId, 'clamav')).toMatchObject({ Verdict: 'undetected' });
  });

  it('of an engine that was not claimed is forbidden and leaves nothing', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    for (const engine of ['defender', 'unknown']) {
      await expect(record(world.process(), answerOf(token, engine))).rejects.toMatchObject({ kind: 'forbidden' });
    }
    expect(await stored(scanId, 'defender')).toBeNull();
  });

  it.each([
    ['is empty', () => ''],
    ['is no token', () => 'abc.def'],
    ['was changed', (token: string) => `x${token.slice(1)}`],
    ['has another signature', (token: string) => `${token.split('.')[0]}.AAAA`],
  ])('under a claim that %s is forbidden', async (_what, forge) => {
    await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    await expect(record(world.process(), answerOf(forge(token), 'clamav'))).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  const nonsense: [string, Partial<ResultPost>][] = [
    ['malicious without a name', { verdict: 'malicious' }],
    ['completed without a verdict, of an engine that detects', { verdict: null }],
    ['completed without versions', { versions: null }],
    ['a failure with a verdict', { outcome: 'failure', verdict: 'undetected' }],
    ['a timeout with a label', { outcome: 'timeout', verdict: null, label: 'Eicar' }],
    [
      'the log of another engine',
      { log: [{ engine: 'pe', seq: 1, time: '2026-03-01T00:00:00.000Z', level: 'info', message: 'hello' }] },
    ],
  ];
  it.each(nonsense)('that is %s is refused, and never reads as clean', async (_what, changes) => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    await expect(record(world.process(), answerOf(token, 'clamav', changes))).rejects.toMatchObject({
      kind: 'invalid-argument',
    });
    expect(await stored(scanId, 'clamav')).toBeNull();
  });

  it('of an engine that only describes needs no verdict', async () => {
    await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    expect(await record(world.process(), answerOf(token, 'pe', { verdict: null }))).toEqual({ recorded: true });
  });

  it('for a scan that is gone is not found', async () => {
    await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    const elsewhere = await machine.world();
    await expect(record(elsewhere.process(), answerOf(token, 'clamav'))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('keeps small attributes and logs in its item, and large ones in the sample store, readable alike', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    const line = (engine: string, message: string) => [
      { engine, seq: 1, time: '2026-03-01T00:00:00.000Z', level: 'info' as const, message },
    ];
    const large = {
      attributes: { exiftool: { Comment: long(40_000) } },
      log: Array.from({ length: 30 }, () => line('pe', long(1000))).flat(),
    };
    const small = { attributes: { magic: 'data' }, log: line('clamav', 'clean') };
    await record(world.process(), answerOf(token, 'clamav', small));
    await record(world.process(), answerOf(token, 'pe', { verdict: null, ...large }));
    expect(await stored(scanId, 'clamav')).toMatchObject({ AttributesKey: null, LogKey: null });
    expect(await stored(scanId, 'pe')).toMatchObject({ Attributes: null, Log: null });
    const reading = { ...world.process(), live: { lines: async () => [] } };
    expect((await readResult(reading, UID, ONE.sha256, scanId, 'clamav'))?.attributes).toEqual(small.attributes);
    expect((await readResult(reading, UID, ONE.sha256, scanId, 'pe'))?.attributes).toEqual(large.attributes);
    expect(await readLog(reading, UID, ONE.sha256, scanId, 'pe')).toEqual({ complete: true, lines: large.log });
  });

  it('that loses leaves the winner’s bytes alone', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    const [one, two] = [{ exiftool: long(40_000) }, { exiftool: long(40_000) }];
    await record(world.process(), answerOf(token, 'pe', { verdict: null, attributes: one }));
    await record(world.process(), answerOf(token, 'pe', { verdict: null, attributes: two }));
    expect((await readResult(world.process(), UID, ONE.sha256, scanId, 'pe'))?.attributes).toEqual(one);
  });

  it('whose acknowledgement was lost keeps its bytes when the client repeats the write', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim: token } = await claimed(world, 'linux', BOTH);
    const attributes = { exiftool: long(40_000) };
    await record(world.process({ atWrite: 1, kind: 'twice' }), answerOf(token, 'pe', { verdict: null, attributes }));
    expect((await readResult(world.process(), UID, ONE.sha256, scanId, 'pe'))?.attributes).toEqual(attributes);
  });
});

describe('a late answer', () => {
  it('under a lease that was lost counts if there is none yet, but never answers later scans', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const slow = await claimed(world, 'linux', BOTH);
    world.clock.advance(31);
    const next = await claim(world.process(), claimOf(slow.message, 'linux', BOTH, { worker: 'worker-2' }));
    if (next.status !== 'claimed') throw new Error(next.status);
    expect(await record(world.process(), answerOf(slow.claim, 'clamav'))).toEqual({ recorded: true });
    expect(await record(world.process(), answerOf(next.claim, 'clamav'))).toEqual({ recorded: false });
    expect(await stored(scanId, 'clamav')).toMatchObject({ Outcome: 'completed', Parameters: null });
  });

  it('after the deadline replaces the timeout, and the summary is made again', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const slow = await claimed(world, 'linux', BOTH);
    await answerAll(world, 'windows');
    world.clock.advance(200);
    await sweep(world.process());
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Summary: { clamav: { Outcome: 'timeout' } },
    });
    await record(world.process(), answerOf(slow.claim, 'clamav', { verdict: 'malicious', label: 'Eicar' }));
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
      Summary: { clamav: { Outcome: 'completed', Label: 'Eicar' }, pe: { Outcome: 'timeout' } },
    });
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({ Verdict: 'malicious', OpenScans: {} });
  });

  it('whose closer died is told when the message is delivered again', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const slow = await claimed(world, 'linux', BOTH);
    await answerAll(world, 'windows');
    world.clock.advance(200);
    await sweep(world.process());
    const late = ['clamav', 'pe'].map((engine) =>
      answerOf(slow.claim, engine, { verdict: 'malicious', label: 'Eicar' }),
    );
    for (const answer of late) {
      await expect(record(world.process({ atWrite: 1, kind: 'crash-after' }), answer)).rejects.toThrow();
    }
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({ Verdict: 'undetected' });
    expect(await claim(world.process(), claimOf(slow.message, 'linux', BOTH))).toEqual({ status: 'gone' });
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
    });
  });

  it('whose closer died is told when it is posted again', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const slow = await claimed(world, 'linux', BOTH);
    await answerAll(world, 'windows');
    world.clock.advance(200);
    await sweep(world.process());
    const late = answerOf(slow.claim, 'clamav', { verdict: 'malicious', label: 'Eicar' });
    await expect(record(world.process({ atWrite: 1, kind: 'crash-after' }), late)).rejects.toThrow();
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({ Verdict: 'undetected' });
    await record(world.process(), late);
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
    });
  });
});
