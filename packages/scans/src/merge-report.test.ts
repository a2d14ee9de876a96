import { getFile, getReport, getScan } from '@assay/table';
import { beforeEach, describe, expect, it } from 'vitest';
import { before, FAULTS } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  comeToRest,
  enter,
  hosted,
  UID,
  USER,
  uploadOf,
  type World,
} from '../test/world.ts';
import { close } from './close.ts';
import { readReport } from './read-report.ts';
import { readResult } from './read-scan.ts';
import { record } from './record.ts';
import { rescan } from './rescan.ts';
import { submit } from './submit.ts';

const ENGINES = ['antivirus', 'elf', 'office', 'pdf', 'pe'];
const ONE = uploadOf('one');
const AGAIN = { user: USER, userId: UID, sha256: ONE.sha256, token: null };

let world: World;

/** Every report is as one that does not fit into its item. */
inEachWorld({}, async (_, machine) => {
  world = await machine.world({ reportInlineBytes: 0 });
});

describe('a report that lies in the store', () => {
  beforeEach(() => enterEngines(['antivirus', 'pe']));

  it.each(FAULTS)('is there and can be read when its write is hit by %s', async (kind) => {
    const scanId = await scanOnce();
    const second = await rescan(world.process(), AGAIN);
    const { claim } = await claimed(world, 'linux', ['antivirus', 'pe']);
    await record(world.process(), answerOf(claim, 'antivirus', { verdict: 'malicious', label: 'Eicar' }));
    const last = answerOf(claim, 'pe', { verdict: null, attributes: { pe_info: { entry_point: 2 } } });
    await record(world.process({ atWrite: '#report', kind }), last).catch(() => null);
    await comeToRest(world);
    for (const id of [scanId, second.scanId]) expect((await scan(id))?.Status).toBe('complete');
    expect(await report()).toMatchObject({
      PEHeader: { entry_point: 2 },
      Detection: { Antivirus: { category: 'malicious' } },
    });
    expect(errors()).toEqual([]);
  });

  it('leaves nothing of the report before it and of the tries that others forestalled', async () => {
    const scanId = await scanOnce();
    const slow = world.process();
    let others = 0;
    const table = before(slow.table, 'PutCommand', `${ONE.sha256}#report`, async () => {
      if (others++ < 2) await close(world.process(), { userId: UID, sha256: ONE.sha256, scanId });
    });
    await close({ ...slow, table }, { userId: UID, sha256: ONE.sha256, scanId });
    expect(await reportObjects()).toEqual([(await getReport(world.table, UID, ONE.sha256))?.ScanResultsKey]);
    expect(await report()).toMatchObject({ PEHeader: { entry_point: 1 } });
    expect(errors()).toEqual([]);
  });

  it('is read as it is now by who was about to read the one that it replaced', async () => {
    await scanOnce();
    const reader = world.process();
    let replaced = false;
    const samples = {
      ...reader.samples,
      async read(key: string, maxBytes: number) {
        if (!replaced) {
          replaced = true;
          await rescan(world.process(), AGAIN);
          await answerAll(world, 'linux', () => ({ attributes: { pe_info: { entry_point: 2 } } }));
        }
        return reader.samples.read(key, maxBytes);
      },
    };
    expect(await readReport({ ...reader, samples }, UID, ONE.sha256)).toMatchObject({ PEHeader: { entry_point: 2 } });
    expect(errors()).toEqual([]);
  });
});

describe.each(['missing', 'damaged'])('a report whose object is %s', (how) => {
  beforeEach(() => enterEngines(['antivirus', 'pe']));

  /** Two scans, of which the newer looked with one of the engines only. */
  async function lose() {
    await scanOnce();
    await rescan(world.process(), { ...AGAIN, engines: ['pe'] });
    await answerAll(world, 'linux', () => ({ verdict: null, attributes: { pe_info: { entry_point: 2 } } }));
    await comeToRest(world);
    const whole = await report();
    const key = (await getReport(world.table, UID, ONE.sha256))?.ScanResultsKey as string;
    if (how === 'missing') await world.samples.delete(key);
    else await world.samples.put(key, Buffer.from('no gzip'));
    return whole;
  }

  it('is the same for its readers, made from the scans of its file, and the log says so', async () => {
    const whole = await lose();
    expect(await report()).toEqual(whole);
    expect(errors()).toEqual(['a report was lost; this reader got a new one']);
  });

  it('is stored again by the next scan, which closes, and the log says so', async () => {
    await lose();
    const { scanId } = await rescan(world.process(), { ...AGAIN, engines: ['antivirus'] });
    await answerAll(world, 'linux', () => ({ verdict: 'malicious', label: 'Eicar' }));
    expect((await scan(scanId))?.Status).toBe('complete');
    expect((await getFile(world.table, UID, ONE.sha256))?.OpenScans).toEqual({});
    expect(errors()).toEqual(['a report was lost; it was made again from the scans of its file']);
    expect(await report()).toMatchObject({
      PEHeader: { entry_point: 2 },
      Detection: { Antivirus: { category: 'malicious', result: 'Eicar' } },
    });
    expect(errors()).toHaveLength(1);
  });
});

describe('a file of which five engines find 3.5 MB each', () => {
  beforeEach(() => enterEngines(ENGINES));
  const findMuch = (engine: string) => ({
    verdict: engine === 'antivirus' ? ('malicious' as const) : null,
    label: engine === 'antivirus' ? 'Eicar' : null,
    // The later in the alphabet the more.
    attributes: { [`of_${engine}`]: 'x'.repeat(3_500_000 + 100 * ENGINES.indexOf(engine)), tags: [engine] },
  });

  it('has a report that can be read, with every verdict and as much as fits, which names what it leaves out', async () => {
    const { scanId } = await submit(world.process(), ONE);
    await answerAll(world, 'linux', findMuch);
    const results = await report();
    expect(Object.keys(results?.Attributes ?? {}).sort()).toEqual(['of_antivirus', 'of_elf', 'tags']);
    expect(results?.Attributes.tags).toEqual(ENGINES);
    expect(results?.Detection).toMatchObject({ Antivirus: { category: 'malicious', result: 'Eicar' } });
    expect(Object.keys(results?.Engines ?? {}).sort()).toEqual(ENGINES);
    const leftOut = (engine: string) => ({ ScanID: scanId, Attributes: [`of_${engine}`], Count: 1 });
    expect(results?.LeftOut).toMatchObject(
      Object.fromEntries(ENGINES.slice(2).map((engine) => [engine, leftOut(engine)])),
    );
    expect(world.logged.map(({ message }) => message)).toContain(
      'what engines found is too large for the report of its file',
    );
    const own = await readResult(world.process(), UID, ONE.sha256, scanId, 'pe');
    expect(own?.attributes.of_pe, 'the result of the engine has it').toHaveLength(3_500_400);
  });

  it('is known to search, and can be analysed again', async () => {
    await submit(world.process(), ONE);
    await answerAll(world, 'linux', findMuch);
    await comeToRest(world);
    expect(world.documents.get(ONE.sha256)).toMatchObject({ verdict: 'malicious', tags: ENGINES });
    const { scanId } = await rescan(world.process(), AGAIN);
    await answerAll(world, 'linux', (engine) => (engine === 'pe' ? { verdict: null } : findMuch(engine)));
    await comeToRest(world);
    expect(await scan(scanId)).toMatchObject({ Status: 'complete', Verdict: 'malicious' });
    expect(Object.keys((await report())?.LeftOut ?? {}).sort()).toEqual(['office', 'pdf']);
  });
});

function enterEngines(ids: readonly string[]): Promise<void> {
  return enter(world, { linux: ids.map((id) => hosted(id, { kind: id === 'antivirus' ? 'antivirus' : 'static' })) });
}

async function scanOnce(): Promise<string> {
  const { scanId } = await submit(world.process(), ONE);
  await answerAll(world, 'linux', (engine) =>
    engine === 'pe' ? { verdict: null, attributes: { pe_info: { entry_point: 1 } } } : {},
  );
  return scanId;
}

const report = () => readReport(world, UID, ONE.sha256);
const scan = (scanId: string) => getScan(world.table, UID, ONE.sha256, scanId);
const errors = () => world.logged.filter(({ level }) => level === 'error').map(({ message }) => message);
const reportObjects = async () => (await world.stored()).filter((key) => key.includes('/report/'));
