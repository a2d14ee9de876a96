import { expect, it } from 'vitest';
import { HostMessage, MAX_NESTING } from './engine-protocol.ts';
import { ResultPost } from './ingest.ts';
import { isNestedDeeper } from './nesting.ts';

/** An array in an array, and so on. */
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

it.each([
  ['no array and no object', 1, 0],
  ['null', null, 0],
  ['an empty array', [], 1],
  ['an object in an array beside others', [1, {}, 'x'], 2],
  ['an array in an object in an object', { a: 1, b: { c: [2] } }, 3],
])('%s has as many levels as lie in one another', (_what, value, levels) => {
  expect(isNestedDeeper(value, levels)).toBe(false);
  if (levels > 0) expect(isNestedDeeper(value, levels - 1)).toBe(true);
});

it('looks at a value in which every recursion would run out of stack', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 1_000_000; level += 1) deep = [deep];
  expect(isNestedDeeper(deep, MAX_NESTING)).toBe(true);
  expect(isNestedDeeper(deep, 1_000_000)).toBe(false);
});

it('the deepest answer that is allowed has the form of a message and of a post, and one that is deeper is the same to them', () => {
  const versions = { package: '1', engine: '1', signatures: null, signatures_date: null };
  const found = { verdict: null, label: null, attributes: { said: nested(MAX_NESTING - 2) }, versions };
  const message = { op: 'result', id: 'run', sha256: 'a'.repeat(64), ...found, duration_ms: 1 };
  const time = '2026-01-01T00:00:00.000Z';
  const run = { outcome: 'completed', message: null, startedAt: time, durationMs: 1, log: [] };
  const post = { claim: 'c', engine: 'pe', ...found, ...run };
  for (const [schema, value] of [
    [HostMessage, message],
    [ResultPost, post],
  ] as const) {
    expect(isNestedDeeper(value, MAX_NESTING)).toBe(false);
    expect(isNestedDeeper(value, MAX_NESTING - 1)).toBe(true);
    expect(schema.safeParse(value).success).toBe(true);
  }
});
