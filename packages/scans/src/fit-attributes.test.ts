import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitAttributes, type GivenAttributes } from './fit-attributes.ts';

const SCAN = '17000000000000000001';

/** Attributes of these lengths by name; every engine gives those of its own first letter. */
function given(lengths: Readonly<Record<string, number>>): GivenAttributes {
  const names = Object.keys(lengths);
  return {
    values: new Map(names.map((name) => [name, 'x'.repeat(lengths[name] ?? 0)])),
    providers: new Map(names.map((name) => [name, SCAN])),
    providedBy: new Map(names.map((name) => [name, `engine_${name[0]}`])),
  };
}

function fit(lengths: Readonly<Record<string, number>>, mostBytes: number) {
  const attributes = given(lengths);
  const leftOut = new Map();
  fitAttributes(attributes, leftOut, mostBytes);
  return { ...attributes, leftOut };
}

it('leaves everything where it is while it fits', () => {
  const { values, leftOut } = fit({ a: 100, b: 100 }, 1000);
  expect([...values.keys()]).toEqual(['a', 'b']);
  expect(leftOut.size).toBe(0);
});

it('leaves out the largest first, everywhere, and notes it beside its engine', () => {
  const { values, providers, providedBy, leftOut } = fit({ a1: 900, a2: 10, b1: 950, b2: 20 }, 1000);
  for (const map of [values, providers, providedBy]) expect([...map.keys()]).toEqual(['a2', 'b2']);
  expect(Object.fromEntries(leftOut)).toEqual({
    engine_a: { ScanID: SCAN, Attributes: ['a1'], Count: 1, Bytes: 902 },
    engine_b: { ScanID: SCAN, Attributes: ['b1'], Count: 1, Bytes: 952 },
  });
});

it('counts pe_info twice, which the report holds twice', () => {
  expect([...fit({ data: 500, pe_info: 400 }, 1000).values.keys()]).toEqual(['data']);
});

it('bounds what very many small attributes cost, and their names in the note', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`a${n}`, 1]));
  const { values, leftOut } = fit(many, 100_000);
  expect(values.size).toBeLessThan(1000);
  expect(leftOut.get('engine_a')).toMatchObject({ Count: 5000 - values.size });
  expect(leftOut.get('engine_a').Attributes).toHaveLength(20);
});

it('leaves the same when one of its scans is merged again', () => {
  const lengths = fc.dictionary(fc.stringMatching(/^[a-d][0-9]$/), fc.nat(500), { maxKeys: 20 });
  const engines = fc.subarray(['a', 'b', 'c', 'd']);
  fc.assert(
    fc.property(lengths, engines, fc.integer({ min: 200, max: 4000 }), (all, again, most) => {
      const once = fit(all, most);
      // The engines of the scan bring all of theirs once more; of the others is there what fitted.
      const back = Object.keys(all).filter((name) => once.values.has(name) || again.includes(name[0] as string));
      const twice = fit(Object.fromEntries(back.map((name) => [name, all[name] as number])), most);
      expect([...twice.values.keys()].sort()).toEqual([...once.values.keys()].sort());
    }),
  );
});
