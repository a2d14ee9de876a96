import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { wholeNumber } from './numbers.ts';

const read = wholeNumber(1, 100);

it.each([
  ['1', 1],
  ['100', 100],
  ['007', 7],
])('reads %s', (text, number) => {
  expect(read(text)).toBe(number);
});

it.each(['', ' ', '30d', '0', '101', '-1', '1.5', '1e2', '0x10', 'NaN', 'Infinity', '٣', '9'.repeat(400)])(
  'refuses %j',
  (text) => {
    expect(() => read(text)).toThrow(InvalidArgumentError);
  },
);
