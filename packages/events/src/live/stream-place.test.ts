import { AssayError } from '@assay/contracts';
import { describe, expect, it } from 'vitest';
import { checkPlace, isUpTo } from './stream-place.ts';

describe('a place in a stream', () => {
  it.each([
    ['1700000000000-0', '1700000000000-0'],
    ['1700000000000', '1700000000000-0'],
    ['0-0', '0-0'],
    ['18446744073709551615-18446744073709551615', '18446744073709551615-18446744073709551615'],
  ])('%s is read', (text, place) => {
    expect(checkPlace(text)).toBe(place);
  });

  it.each([
    '',
    '-',
    '$',
    '+',
    '1-',
    '-1',
    '1-2-3',
    ' 1-0',
    '1-0\r\nFLUSHALL',
    '18446744073709551616-0',
    '9'.repeat(400),
  ])('%j is refused as the fault of the client', (text) => {
    expect(() => checkPlace(text)).toThrow(AssayError);
  });

  it('compares as numbers, not as text', () => {
    expect(isUpTo('9-0', '10-0')).toBe(true);
    expect(isUpTo('10-9', '10-10')).toBe(true);
    expect(isUpTo('10-10', '10-9')).toBe(false);
    expect(isUpTo('5-5', '5-5')).toBe(true);
    expect(isUpTo('99999999999999999-1', '99999999999999999-0')).toBe(false);
  });
});
