import { describe, expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';

describe('waiting before a process is started again', () => {
  it('grows with every early end and stays below a bound', () => {
    const backoff = createBackoff();
    const delays = Array.from({ length: 20 }, () => backoff.ended(10).delayMs);
    expect(delays.slice(0, 3)).toEqual([100, 200, 400]);
    expect(Math.max(...delays)).toBe(10_000);
  });

  it('begins anew after the process had settled', () => {
    const backoff = createBackoff();
    for (let end = 0; end < 10; end += 1) backoff.ended(10);
    expect(backoff.ended(60_000)).toEqual({ delayMs: 100, keepsCrashing: false });
  });

  it('says when a process keeps crashing', () => {
    const backoff = createBackoff();
    const said = Array.from({ length: 6 }, () => backoff.ended(10).keepsCrashing);
    expect(said).toEqual([false, false, false, false, true, true]);
  });
});
