import { ScanId, scanSeconds } from '@assay/contracts';
import { expect, it } from 'vitest';
import { newScanId } from './new-scan-id.ts';

it('is a scan id whose first ten digits are the Unix seconds', () => {
  const id = newScanId(new Date('2026-03-01T00:00:00.007Z'));
  expect(ScanId.safeParse(id).success).toBe(true);
  expect(scanSeconds(id)).toBe(Date.parse('2026-03-01T00:00:00Z') / 1000);
  expect(id.slice(10, 13)).toBe('007');
});

it('is ordered by time to the millisecond', () => {
  const ids = [0, 1, 999, 1000, 60_000].map((ms) => newScanId(new Date(1_772_323_200_000 + ms)));
  expect([...ids].sort()).toEqual(ids);
});

it('differs between requests of the same millisecond', () => {
  const now = new Date();
  const ids = new Set(Array.from({ length: 100 }, () => newScanId(now)));
  // One pair among a hundred alike is possible, once in two thousand runs; two pairs are not a matter of chance.
  expect(ids.size).toBeGreaterThanOrEqual(99);
});
