import { expect, it } from 'vitest';
import { addName } from './add-name.ts';

it('keeps a name once, in the order in which each last came', () => {
  expect(addName(['a', 'b'], 'a')).toEqual(['b', 'a']);
  expect(addName(['a', 'b'], 'c')).toEqual(['a', 'b', 'c']);
});

it('keeps the hundred newest', () => {
  const names = Array.from({ length: 100 }, (_, n) => `${n}`);
  expect(addName(names, 'new')).toEqual([...names.slice(1), 'new']);
  // The oldest came again, so that another is the oldest now.
  expect(addName(addName(names, '0'), 'new')).toEqual([...names.slice(2), '0', 'new']);
});

it('lets the oldest go when names of many bytes would fill the item', () => {
  const names = Array.from({ length: 50 }, (_, n) => `${n}${'試'.repeat(1000)}`);
  const kept = addName(names, 'new');
  expect(Buffer.byteLength(kept.join(''))).toBeLessThanOrEqual(32_768);
  expect(kept.at(-1)).toBe('new');
  expect(kept.length).toBeGreaterThan(5);
});
