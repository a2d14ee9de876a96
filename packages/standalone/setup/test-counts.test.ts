import { describe, expect, it } from 'vitest';
import { countJunit, countVitest } from './test-counts.mjs';

describe('counting tests', () => {
  it('takes what the reporters counted', () => {
    const report = { numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 0, testResults: [] };
    expect(countVitest(report)).toEqual({ passed: 7, failed: 2, skipped: 1 });
    const xml =
      '<testsuites><testsuite name="a" errors="1" failures="2" skipped="3" tests="16"></testsuite></testsuites>';
    expect(countJunit(xml)).toEqual({ passed: 10, failed: 3, skipped: 3 });
  });

  it('counts a file that could not be loaded as failed', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    const report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults };
    expect(countVitest(report).failed).toBe(1);
  });

  it('does not take an empty file for a passed run', () => {
    expect(() => countJunit('')).toThrow();
  });
});
