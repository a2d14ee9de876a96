import type { ScanItem } from '@assay/contracts';
import { getFile, getScan } from '@assay/table';
import { describe, expect, it } from 'vitest';
import { before, FAULTS } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  comeToRest,
  hosted,
  nextDue,
  UID,
  uploadOf,
  VERSIONS,
  type World,
} from '../test/world.ts';
import { close } from './close.ts';
import { readReport } from './read-report.ts';
import { readScan } from './read-scan.ts';
import { record } from './record.ts';
import { rescan } from './rescan.ts';
import type { ScanKey } from './scans.ts';
import { submit } from './submit.ts';
import { sweep } from './sweep.ts';

let world: World;

inEachWorld(
  {
    linux: [
      hosted('clamav', { name: 'ClamAV' }),
      hosted('filetype', { name: 'Filetype', kind: 'metadata' }),
      hosted('pe', { name: 'PE', kind: 'static' }),
    ],
  },
  (made) => {
    world = made;
  },
);

const ONE = uploadOf('one');
const AGAIN = { user: 'ann', userId: UID, sha256: ONE.sha256, token: null };
const [TEXT, ICON] = ['a'.repeat(32), 'b'.repeat(64)];

const FOUND: Record<string, Parameters<typeof answerOf>[2]> = {
  clamav: { verdict: 'malicious', label: 'Win.Test.EICAR_HDB-1' },
  filetype: {
    verdict: null,
    attributes: {
      type_description: 'Win32 EXE',
      type_tag: 'peexe',
      trid: [{ file_type: 'Win32 Executable', probability: 42.2 }],
      tags: ['peexe'],
      magic: 'PE32 executable',
    },
  },
  pe: {
    verdict: null,
    attributes: {
      tags: ['signed', 'peexe'],
      creation_date: 1_753_369_582,
      pe_info: {
        timestamp: 1_753_369_582,
        imphash: 'e77512f955eaf60ccff45e02d69234de',
        sections: [
          { name: '.text', md5: TEXT },
          { name: '.copy', md5: TEXT },
        ],
        import_list: [{ library_name: 'KERNEL32.dll', imported_functions: ['CreateFileW'] }],
        resource_types: { RT_ICON: 4, RT_VERSION: 1 },
        resource_details: [{ type: 'RT_ICON', sha256: ICON }],
      },
    },
  },
};

const answerFound = () => answerAll(world, 'linux', (engine) => FOUND[engine] ?? {});

describe('a scan that closes', () => {
  it('leaves the file as the seed names it', async () => {
    const { scanId } = await submit(world.process(), { ...ONE, filename: 'setup.exe' });
    await answerFound();
    const file = await getFile(world.table, UID, ONE.sha256);
    expect(file?.FileMetadata).toEqual({
      MD5: ONE.md5,
      SHA1: ONE.sha1,
      SHA256: ONE.sha256,
      Filename: 'setup.exe',
      Size: ONE.size,
      Tags: ['peexe', 'signed'],
      FileType: 'Win32 EXE',
      TypeTag: 'peexe',
      TrId: [{ file_type: 'Win32 Executable', probability: 42.2 }],
    });
    expect(file?.FileHistory).toEqual({
      CreationTime: '2025-07-24T15:06:22.000Z',
      FirstSubmission: expect.any(String),
      LastSubmission: expect.any(String),
      LastAnalysis: expect.any(String),
    });
    expect(file).toMatchObject({
      LastScan: scanId,
      OpenScans: {},
      Verdict: 'malicious',
      Coverage: { Expected: 1, Completed: 1, Malicious: 1, Suspicious: 0 },
      Engines: { clamav: { Name: 'ClamAV', Verdict: 'malicious', Label: 'Win.Test.EICAR_HDB-1', ScanID: scanId } },
    });
  });

  it('leaves ScanResults as the seed names them', async () => {
    await submit(world.process(), ONE);
    await answerFound();
    const results = await readReport(world, UID, ONE.sha256);
    expect(results).toMatchObject({
      PEHeader: { timestamp: 1_753_369_582, imphash: 'e77512f955eaf60ccff45e02d69234de' },
      PESections: {
        [TEXT]: [
          { name: '.text', md5: TEXT },
          { name: '.copy', md5: TEXT },
        ],
      },
      PEResources: { RT_ICON: 4, RT_VERSION: 1 },
      PEImports: [{ library_name: 'KERNEL32.dll', imported_functions: ['CreateFileW'] }],
      ContainedResources: { [ICON]: [{ type: 'RT_ICON', sha256: ICON }] },
      Detection: {
        ClamAV: {
          category: 'malicious',
          engine_name: 'ClamAV',
          engine_version: VERSIONS.engine,
          engine_update: '20260228',
          method: 'blacklist',
          result: 'Win.Test.EICAR_HDB-1',
        },
      },
      Attributes: { magic: 'PE32 executable', tags: ['peexe', 'signed'] },
    });
    expect(Object.keys(results?.Detection ?? {}), 'who only describes detects nothing').toEqual(['ClamAV']);
    expect(results?.PEHeader).not.toHaveProperty('sections');
  });

  it('is due no more and has its summary', async () => {
    const { scanId } = await submit(world.process(), ONE);
    await answerFound();
    await comeToRest(world);
    expect(await nextDue(world.table)).toBeNull();
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Completed: expect.any(String),
      Verdict: 'malicious',
      Summary: { clamav: { Name: 'ClamAV', Outcome: 'completed', Verdict: 'malicious' }, pe: { Verdict: null } },
    });
  });

  it('does not close while an engine has not answered', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim } = await claimed(world, 'linux', ['clamav', 'filetype', 'pe']);
    await record(world.process(), answerOf(claim, 'clamav'));
    expect(await close(world.process(), { userId: UID, sha256: ONE.sha256, scanId })).toBe(false);
    expect((await getScan(world.table, UID, ONE.sha256, scanId))?.Status).toBe('in-progress');
  });

  /** A scan whose last answer is there, though who recorded it died before it closed the scan. */
  async function answeredAndOpen(): Promise<ScanKey> {
    const { scanId } = await submit(world.process(), ONE);
    const { claim } = await claimed(world, 'linux', ['clamav', 'filetype', 'pe']);
    await record(world.process(), answerOf(claim, 'pe', FOUND.pe));
    await record(world.process(), answerOf(claim, 'filetype', FOUND.filetype));
    const dies = world.process({ atWrite: 1, kind: 'crash-after' });
    await expect(record(dies, answerOf(claim, 'clamav', FOUND.clamav))).rejects.toMatchObject({ kind: 'transient' });
    return { userId: UID, sha256: ONE.sha256, scanId };
  }

  it('comes out the same when three close it at once', async () => {
    const key = await answeredAndOpen();
    await Promise.all([close(world.process(), key), close(world.process(), key), close(world.process(), key)]);
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({ Verdict: 'malicious', OpenScans: {} });
    expect((await readReport(world, UID, ONE.sha256))?.Attributes).toMatchObject({ magic: 'PE32 executable' });
    expect(await getScan(world.table, UID, ONE.sha256, key.scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
    });
    await comeToRest(world);
    expect(await nextDue(world.table)).toBeNull();
  });

  it('is not closed again by who comes second with the same answers', async () => {
    const key = await answeredAndOpen();
    const second = world.process();
    let first: ScanItem | null = null;
    const table = before(second.table, 'PutCommand', `${ONE.sha256}#scan#${key.scanId}`, async () => {
      expect(first, 'and it writes no more than it had begun').toBeNull();
      await close(world.process(), key);
      first = await getScan(world.table, UID, ONE.sha256, key.scanId);
    });
    expect(await close({ ...second, table }, key)).toBe(true);
    expect(first).toMatchObject({ Status: 'complete' });
    expect(await getScan(world.table, UID, ONE.sha256, key.scanId)).toEqual(first);
  });

  it('is told by who closed last, when an answer replaced a timeout while another process closed', async () => {
    const { scanId } = await submit(world.process(), ONE);
    const { claim } = await claimed(world, 'linux', ['clamav', 'filetype', 'pe']);
    await record(world.process(), answerOf(claim, 'pe', FOUND.pe));
    await record(world.process(), answerOf(claim, 'filetype', FOUND.filetype));
    world.clock.advance(200);
    const sweeping = world.process();
    let late = 0;
    // The sweep ends clamav as a timeout and closes; right before it writes the file, clamav answers after all.
    const table = before(sweeping.table, 'PutCommand', ONE.sha256, async () => {
      late += 1;
      await record(world.process(), answerOf(claim, 'clamav', FOUND.clamav));
    });
    await sweep({ ...sweeping, table });
    expect(late).toBeGreaterThan(0);
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
      Status: 'complete',
      Verdict: 'malicious',
      Summary: { clamav: { Outcome: 'completed' } },
    });
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({ Verdict: 'malicious', OpenScans: {} });
  });

  // Answer, mark, report, file, summary.
  it.each([1, 2, 3, 4, 5].flatMap((atWrite) => FAULTS.map((kind) => [atWrite, kind] as const)))(
    'is finished by the sweep, or a second post, when at write %i it is hit by %s',
    async (atWrite, kind) => {
      const { scanId } = await submit(world.process(), ONE);
      const { claim } = await claimed(world, 'linux', ['clamav', 'filetype', 'pe']);
      await record(world.process(), answerOf(claim, 'pe', FOUND.pe));
      await record(world.process(), answerOf(claim, 'filetype', FOUND.filetype));
      const last = answerOf(claim, 'clamav', FOUND.clamav);
      const posted = await record(world.process({ atWrite, kind }), last).catch(() => null);
      // A worker posts again what was not acknowledged, unless it died too.
      if (posted === null && atWrite === 1) await record(world.process(), last);
      world.clock.advance(40);
      await sweep(world.process());
      expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({
        Status: 'complete',
        Verdict: 'malicious',
      });
      expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({ Verdict: 'malicious', OpenScans: {} });
      expect((await readReport(world, UID, ONE.sha256))?.Attributes).toMatchObject({ magic: 'PE32 executable' });
      await comeToRest(world);
      expect(await nextDue(world.table)).toBeNull();
    },
  );
});

it('a complete scan that is closed again for a late answer reads as it did until its new summary stands', async () => {
  const { scanId } = await submit(world.process(), ONE);
  const { claim } = await claimed(world, 'linux', ['clamav', 'filetype', 'pe']);
  await record(world.process(), answerOf(claim, 'pe', FOUND.pe));
  await record(world.process(), answerOf(claim, 'filetype', FOUND.filetype));
  world.clock.advance(200);
  await sweep(world.process());
  const read = () => readScan(world, UID, ONE.sha256, scanId);
  expect(await read()).toMatchObject({ status: 'complete', verdict: 'unknown' });
  const late = world.process();
  const seen: unknown[] = [];
  const table = before(late.table, 'PutCommand', ONE.sha256, async () => {
    expect((await getScan(world.table, UID, ONE.sha256, scanId))?.Status).toBe('closing');
    seen.push(await read());
  });
  await record({ ...late, table }, answerOf(claim, 'clamav', FOUND.clamav));
  expect(seen).toMatchObject([{ status: 'complete', verdict: 'unknown', completed: expect.any(String) }]);
  expect(await read()).toMatchObject({ status: 'complete', verdict: 'malicious' });
});

describe('the next scan of a file', () => {
  it('that does not complete replaces nothing', async () => {
    await submit(world.process(), ONE);
    await answerFound();
    await rescan(world.process(), AGAIN);
    await answerAll(world, 'linux', () => ({ outcome: 'failure', verdict: null, message: 'broken' }));
    const file = await getFile(world.table, UID, ONE.sha256);
    expect(file).toMatchObject({ Verdict: 'malicious', Engines: { clamav: { Verdict: 'malicious' } } });
    expect(file?.FileMetadata.FileType).toBe('Win32 EXE');
    const results = await readReport(world, UID, ONE.sha256);
    expect(results?.Detection.ClamAV).toMatchObject({ category: 'malicious' });
    expect(results?.PEHeader).not.toBeNull();
  });

  it('takes back what its engine said before and says no more', async () => {
    await submit(world.process(), ONE);
    await answerFound();
    await rescan(world.process(), { ...AGAIN, engines: ['pe', 'clamav'] });
    await answerAll(world, 'linux', (engine) => (engine === 'pe' ? { verdict: null, attributes: {} } : {}));
    const results = await readReport(world, UID, ONE.sha256);
    expect(results).toMatchObject({
      PEHeader: null,
      PESections: {},
      Attributes: { magic: 'PE32 executable', tags: ['peexe'] },
    });
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({
      Verdict: 'undetected',
      FileHistory: { CreationTime: null },
      FileMetadata: { Tags: ['peexe'] },
    });
  });

  it('stands when an older one closes after it', async () => {
    await submit(world.process(), ONE);
    await answerFound();
    const older = await rescan(world.process(), { ...AGAIN, engines: ['clamav'] });
    const slow = await claimed(world, 'linux', ['clamav']);
    const newer = await rescan(world.process(), AGAIN);
    await answerAll(world, 'linux', (engine) => (engine === 'clamav' ? {} : { verdict: null }));
    await record(world.process(), answerOf(slow.claim, 'clamav', { verdict: 'malicious', label: 'Old' }));
    expect((await getScan(world.table, UID, ONE.sha256, older.scanId))?.Status).toBe('complete');
    expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({
      LastScan: newer.scanId,
      Verdict: 'undetected',
      Engines: { clamav: { ScanID: newer.scanId, Verdict: 'undetected' } },
    });
  });
});

it('a scan in which everything failed is unknown and never reads as clean', async () => {
  const { scanId } = await submit(world.process(), ONE);
  await answerAll(world, 'linux', () => ({ outcome: 'failure', verdict: null, message: 'broken' }));
  expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({ Status: 'complete', Verdict: 'unknown' });
  expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({
    Verdict: 'unknown',
    Coverage: { Expected: 1, Completed: 0 },
  });
});
