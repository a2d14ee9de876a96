import { expect, it } from 'vitest';
import { keeps, reportTable } from './report.ts';

it('a figure past its bound is said not to keep it', () => {
  const figures = [
    { what: 'slow', value: 300.4, unit: 'ms', bound: { most: 250 } },
    { what: 'quick', value: 0.654, unit: '', bound: { least: 0.6 } },
    { what: 'for information', value: 12.34, unit: 'MB', bound: null },
  ];
  expect(figures.map(keeps)).toEqual([false, true, true]);
  expect(reportTable(figures).split('\n').slice(2)).toEqual([
    '| slow | 300 ms | ≤ 250 ms | **not kept** |',
    '| quick | 0.65 | ≥ 0.6 | kept |',
    '| for information | 12.3 MB |  |  |',
  ]);
});
