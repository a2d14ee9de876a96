import { expect, it } from 'vitest';
import { createRecent } from './recent.ts';

const found = { a: 'copy' };

it('a copy is good for its time from when its reading began, and no longer', () => {
  let now = 5000;
  const keys = createRecent<object>(10, 1000, () => now);
  keys.put('a', found, 4500);
  expect(keys.get('a')).toBe(found);
  now = 5499;
  expect(keys.get('a')).toBe(found);
  now = 5500;
  expect(keys.get('a')).toBeNull();
});

it('a clock that was set back does not make a copy last', () => {
  let now = 5000;
  const keys = createRecent<object>(10, 1000, () => now);
  keys.put('a', found, now);
  now = 100;
  expect(keys.get('a')).toBeNull();
});

it('there are never more copies than allowed, and the oldest goes first', () => {
  const keys = createRecent<object>(2, 1000, () => 0);
  for (const token of ['a', 'b', 'c']) keys.put(token, found, 0);
  expect(['a', 'b', 'c'].map((token) => keys.get(token) !== null)).toEqual([false, true, true]);
});

it('a copy that was dropped is gone', () => {
  const keys = createRecent<object>(2, 1000, () => 0);
  keys.put('a', found, 0);
  keys.drop('a');
  expect(keys.get('a')).toBeNull();
});
