import { describe, expect, it } from 'vitest';
import { percentile } from './statistics.ts';

describe('a percentile', () => {
  it('is a value that was measured', () => {
    const values = [5, 1, 4, 2, 3];
    expect(percentile(values, 0.5)).toBe(3);
    expect(percentile(values, 0.95)).toBe(5);
    expect(percentile(values, 0)).toBe(1);
    expect(percentile([7], 0.95)).toBe(7);
  });

  it('of nothing does not exist', () => {
    expect(() => percentile([], 0.5)).toThrow();
  });
});
