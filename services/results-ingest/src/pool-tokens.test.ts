import { expect, it } from 'vitest';
import { createPoolTokens } from './pool-tokens.ts';

const linux = 'l'.repeat(32);
const windows = 'w'.repeat(32);
const tokens = createPoolTokens({ linux, windows });

it('knows each pool by its token', () => {
  expect(tokens.poolOf(`Bearer ${linux}`)).toBe('linux');
  expect(tokens.poolOf(`bearer ${windows}`)).toBe('windows');
});

it.each([
  ['without a header', undefined, 'missing'],
  ['with an empty one', '', 'not valid'],
  ['without a token', 'Bearer ', 'not valid'],
  ['with a part of a token', `Bearer ${linux.slice(1)}`, 'not valid'],
  ['with a longer token', `Bearer ${linux}x`, 'not valid'],
  ['with two tokens', `Bearer ${linux} ${windows}`, 'not valid'],
  ['with the token alone', linux, 'not valid'],
  ['with a huge header', `Bearer ${'x'.repeat(1_000_000)}`, 'not valid'],
])('refuses a request %s', (_how, header, reason) => {
  expect(() => tokens.poolOf(header)).toThrow(reason);
});
