import type { EngineVerdict, Outcome, ResultItem, ScanItem, Verdict } from '@assay/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeEngines } from './merge-engines.ts';

const AT = '2026-03-01T00:00:00.000Z';

function scanOf(id: number): ScanItem {
  return {
    ScanID: String(id),
    Expected: { clamav: { Pool: 'linux', Name: 'ClamAV', Kind: 'antivirus', TimeoutS: 1 } },
  } as unknown as ScanItem;
}

function answer(scan: number, outcome: Outcome, verdict: Verdict | null = null): ResultItem {
  return {
    ScanID: String(scan),
    Engine: 'clamav',
    Outcome: outcome,
    Verdict: outcome === 'completed' ? verdict : null,
    Label: null,
    Versions: null,
    Parameters: null,
    CachedFrom: null,
    RecordedAt: AT,
  } as unknown as ResultItem;
}

const outcome = fc.constantFrom<Outcome>('completed', 'unsupported', 'timeout', 'failure', 'unavailable');
/** One answer of each of up to six scans. */
const answers = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), outcome), {
  selector: ([id]) => id,
  minLength: 1,
  maxLength: 6,
});

const merge = (all: readonly (readonly [number, Outcome])[]) =>
  all.reduce<Record<string, EngineVerdict>>(
    (engines, [id, how]) => mergeEngines(engines, scanOf(id), [answer(id, how, 'undetected')]),
    {},
  );

it('comes out the same in whatever order scans close, and when they close again', () => {
  fc.assert(
    fc.property(answers, fc.infiniteStream(fc.nat()), (all, chance) => {
      const shuffled = [...all, ...all].map((each) => [chance.next().value, each] as const).sort(([a], [b]) => a - b);
      expect(merge(shuffled.map(([, each]) => each))).toEqual(merge(all));
    }),
  );
});

it('is the newest completed answer, or the newest when none completed', () => {
  fc.assert(
    fc.property(answers, (all) => {
      const completed = all.filter(([, how]) => how === 'completed');
      const newest = Math.max(...(completed.length > 0 ? completed : all).map(([id]) => id));
      expect(merge(all).clamav?.ScanID).toBe(String(newest));
    }),
  );
});

it('keeps the stronger outcome of one scan, whoever merges last', () => {
  const late = mergeEngines({}, scanOf(1), [answer(1, 'failure')]);
  expect(mergeEngines(late, scanOf(1), [answer(1, 'timeout')]).clamav?.Outcome).toBe('failure');
});
