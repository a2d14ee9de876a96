import { MAX_NESTING } from '@assay/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { checkBody, parseJson } from './read-body.ts';

it.each([
  ['no JSON', '{"a":'],
  ['NaN', '{"a":NaN}'],
  ['nothing', ''],
  ['half a surrogate pair', '{"a":"\\ud800"}'],
  ['half a surrogate pair in a name', '{"a":[{"\\udc00":1}]}'],
  ['a key that is the prototype', '{"a":{"__proto__":{"admin":true}}}'],
  ['the same, escaped', '{"\\u005f_proto__":1}'],
])('refuses a body with %s', (_what, text) => {
  expect(() => parseJson(Buffer.from(text))).toThrow('The body');
});

it('refuses bytes that are not UTF-8', () => {
  expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('UTF-8');
});

it.each([MAX_NESTING + 1, 1500, 2000, 5000, 1_000_000])('refuses a body that is nested %i times', (levels) => {
  const deep = '['.repeat(levels) + ']'.repeat(levels);
  expect(() => parseJson(Buffer.from(deep))).toThrow(expect.objectContaining({ kind: 'bad-request' }));
});

it('takes a body that is nested as deeply as an answer may be', () => {
  const deep = '['.repeat(MAX_NESTING) + ']'.repeat(MAX_NESTING);
  expect(parseJson(Buffer.from(deep))).toEqual(JSON.parse(deep));
});

it('names the part of a body that is not in the agreed form, and does not repeat all of it', () => {
  const form = z.strictObject({ inner: z.strictObject({ count: z.int() }) });
  expect(checkBody(form, { inner: { count: 1 } })).toEqual({ inner: { count: 1 } });
  expect(() => checkBody(form, { inner: { count: 'many' } })).toThrow('inner.count');
  const fault = (body: unknown) => {
    try {
      checkBody(form, body);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(fault({ ['x'.repeat(100_000)]: 1 }).length).toBeLessThan(400);
});
