import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWithin, networksOf } from './networks.ts';

it.each([
  [['192.0.2.128/25'], ['192.0.2.0/24'], true],
  [['192.0.2.7'], ['198.51.100.0/24', '192.0.2.0/24'], true],
  [['192.0.2.0/24'], ['192.0.2.0/24'], true],
  [['192.0.2.0/23'], ['192.0.2.0/24'], false],
  [['192.0.2.0/24', '198.51.100.1'], ['192.0.2.0/24'], false],
  [['2001:db8::/33'], ['2001:db8::/32'], true],
  [['::/0'], ['0.0.0.0/0'], false],
  [['0.0.0.0/0', '::/0'], [], true],
  [[], ['192.0.2.0/24'], true],
])('%j is in %j: %s', (inner, outer, expected) => {
  expect(isWithin(inner, outer)).toBe(expected);
});

it('says so of networks alone whose every address the outer ones take', () => {
  const octet = fc.constantFrom(0, 1, 2, 127, 128, 255);
  const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
  const network = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([host, bits]) => `${host}/${bits}`);
  fc.assert(
    fc.property(network, fc.array(network, { minLength: 1, maxLength: 3 }), address, (inner, outer, host) => {
      if (!isWithin([inner], outer) || !networksOf([inner])(host)) return;
      expect(networksOf(outer)(host)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
