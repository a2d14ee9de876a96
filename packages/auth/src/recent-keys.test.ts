import { expect, it } from 'vitest';
import type { FoundKey } from './find-key.ts';
import { createRecentKeys } from './recent-keys.ts';

const found = {} as FoundKey;

it('a copy is good for its time from when its reading began, and no longer', () => {
  let now = 5000;
  const keys = createRecentKeys(10, 1000, () => now);
  keys.put('a', found, 4500);
  expect(keys.get('a')).toBe(found);
  now = 5499;
  expect(keys.get('a')).toBe(found);
  now = 5500;
  expect(keys.get('a')).toBeNull();
});

it('a clock that was set back does not make a copy last', () => {
  let now = 5000;
  const keys = createRecentKeys(10, 1000, () => now);
  keys.put('a', found, now);
  now = 100;
  expect(keys.get('a')).toBeNull();
});

it('there are never more copies than allowed, and the oldest goes first', () => {
  const keys = createRecentKeys(2, 1000, () => 0);
  for (const token of ['a', 'b', 'c']) keys.put(token, found, 0);
  expect(['a', 'b', 'c'].map((token) => keys.get(token) !== null)).toEqual([false, true, true]);
});
