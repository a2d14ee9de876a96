import type { ResultItem, ScanItem } from '@assay/contracts';
import { expect, it } from 'vitest';
import { EMPTY_RESULTS, type EngineAttributes, mergeScanResults } from './merge-scan-results.ts';

const ENGINES = ['filetype', 'pe'];

function merge(before: typeof EMPTY_RESULTS, id: number, found: Record<string, EngineAttributes>) {
  const expected = ENGINES.map((engine) => [engine, { Pool: 'linux', Name: engine, Kind: 'static', TimeoutS: 1 }]);
  const scan = { ScanID: String(id).padStart(20, '0'), Expected: Object.fromEntries(expected) } as unknown as ScanItem;
  const results = ENGINES.map(
    (engine) =>
      ({
        Engine: engine,
        ScanID: scan.ScanID,
        Outcome: engine in found ? 'completed' : 'failure',
        Verdict: null,
        Label: null,
        Versions: null,
        Parameters: null,
        CachedFrom: null,
        RecordedAt: '2026-03-01T00:00:00.000Z',
      }) as unknown as ResultItem,
  );
  return mergeScanResults(before, scan, results, new Map(Object.entries(found)));
}

it('keeps each attribute of the newest completed run of its provider', () => {
  const first = merge(EMPTY_RESULTS, 1, { filetype: { magic: 'data' }, pe: { pe_info: { entry_point: 1 } } });
  const second = merge(first, 2, { filetype: { magic: 'PE32' } });
  expect(second.Attributes).toEqual({ magic: 'PE32', pe_info: { entry_point: 1 } });
  expect(second.ProvidedBy).toEqual({ magic: 'filetype', pe_info: 'pe' });
  expect(second.PEHeader).toEqual({ entry_point: 1 });
});

it('is the same whichever of two scans closes first', () => {
  const [one, two] = [{ filetype: { magic: 'one' }, pe: { imphash: 'x' } }, { filetype: { magic: 'two' } }];
  const forward = merge(merge(EMPTY_RESULTS, 1, one), 2, two);
  const backward = merge(merge(EMPTY_RESULTS, 2, two), 1, one);
  expect(backward).toEqual(forward);
  expect(merge(forward, 1, one)).toEqual(forward);
});

it('gives an attribute that two engines claim to the newer scan, then to the first by name', () => {
  const once = merge(EMPTY_RESULTS, 1, { filetype: { magic: 'by filetype' }, pe: { magic: 'by pe' } });
  expect(once.Attributes.magic).toBe('by filetype');
  expect(merge(once, 1, { filetype: { magic: 'by filetype' }, pe: { magic: 'by pe' } })).toEqual(once);
});

it('unites the tags of all engines, each time anew', () => {
  const first = merge(EMPTY_RESULTS, 1, { filetype: { tags: ['peexe'] }, pe: { tags: ['signed', 'peexe'] } });
  expect(first.Attributes.tags).toEqual(['peexe', 'signed']);
  const second = merge(first, 2, { filetype: { tags: ['elf'] }, pe: {} });
  expect(second.Attributes.tags).toEqual(['elf']);
  const third = merge(second, 3, { filetype: { tags: 'no list' }, pe: {} });
  expect(third.Attributes).not.toHaveProperty('tags');
});

it('holds attributes of hostile names as data', () => {
  const named = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as EngineAttributes;
  const merged = merge(EMPTY_RESULTS, 1, { pe: named });
  expect(Object.keys(merged.Attributes).sort()).toEqual(['__proto__', 'constructor']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('of a pe_info that is too large leaves out its parts as well, and takes the note back when the next is not', () => {
  const large = { pe_info: { entry_point: 1, noise: 'x'.repeat(5_000_000) }, imphash: 'x' };
  const first = merge(EMPTY_RESULTS, 1, { pe: large });
  expect(first.Attributes).toEqual({ imphash: 'x' });
  expect(first.PEHeader).toBeNull();
  expect(first.LeftOut).toMatchObject({ pe: { Attributes: ['pe_info'], Count: 1 } });
  expect(merge(first, 1, { pe: large })).toEqual(first);
  const second = merge(first, 2, { pe: { pe_info: { entry_point: 2 } } });
  expect(second).toMatchObject({ PEHeader: { entry_point: 2 }, LeftOut: {} });
});
