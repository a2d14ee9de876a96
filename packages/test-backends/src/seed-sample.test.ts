import { expect, it } from 'vitest';
import { missingMembers } from './seed-sample.ts';

it('finds what is missing, misplaced or of another type, and nothing else', () => {
  const sample = { a: 'x', b: { c: 1, d: null }, e: [{ f: 'y' }], g: ['z'] };
  expect(
    missingMembers(sample, { a: 'q', b: { c: 9, d: null }, e: [{ f: '' }, { f: '' }], g: ['w'], more: 1 }),
  ).toEqual([]);
  expect(missingMembers(sample, { a: 1, b: { d: 'text' }, e: [{ f: '' }, {}], g: [] })).toEqual([
    '.a',
    '.b.c',
    '.e[1].f',
    '.g',
  ]);
  expect(missingMembers(sample, null)).toEqual(['']);
});
