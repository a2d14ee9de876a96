import { expect, it } from 'vitest';
import { reshapePe } from './reshape-pe.ts';

const EMPTY = { PEHeader: null, PESections: {}, PEResources: {}, PEImports: [], ContainedResources: {} };

it.each([undefined, null, 'text', 3, []])('of %j is empty', (info) => {
  expect(reshapePe(info)).toEqual(EMPTY);
});

it('lists every section and resource with a digest, and leaves out what has none', () => {
  const md5 = 'a'.repeat(32);
  const parts = reshapePe({
    entry_point: 4096,
    sections: [{ name: '.a', md5 }, { name: '.b', md5 }, { name: '.c' }, { name: '.d', md5: '__proto__' }, 'rubbish'],
  });
  expect(parts.PESections).toEqual({
    [md5]: [
      { name: '.a', md5 },
      { name: '.b', md5 },
    ],
  });
  expect(parts.PEHeader).toEqual({ entry_point: 4096 });
});

it('takes the parts that have their shape when others do not', () => {
  const parts = reshapePe({
    machine_type: 332,
    sections: 'none',
    resource_types: { RT_ICON: 'many' },
    import_list: [{ library_name: 'KERNEL32.dll' }],
    resource_details: null,
  });
  expect(parts).toEqual({ ...EMPTY, PEHeader: { machine_type: 332 }, PEImports: [{ library_name: 'KERNEL32.dll' }] });
});

it('keeps at most 256 entries of a list', () => {
  const import_list = Array.from({ length: 1000 }, (_, n) => ({ library_name: `${n}.dll` }));
  expect(reshapePe({ import_list }).PEImports).toHaveLength(256);
});
