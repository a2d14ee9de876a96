import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gathered } from './gathered.ts';

it('loses and doubles nothing, whatever fails and however often it is flushed', async () => {
  const step = fc.oneof(
    fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.nat(9) }),
    fc.constantFrom('flush' as const, 'fail' as const, 'work' as const, 'wait' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const written = new Map<string, number>();
      let fails = false;
      const sums = gathered<number>(
        (a, b) => a + b,
        async (name, value) => {
          await Promise.resolve();
          if (fails) throw new Error('away');
          written.set(name, (written.get(name) ?? 0) + value);
        },
      );
      const expected = new Map<string, number>();
      for (const each of steps) {
        if (each === 'flush') void sums.flush();
        else if (each === 'wait') await sums.flush();
        else if (typeof each === 'string') fails = each === 'fail';
        else {
          sums.add(each.name, each.value);
          expected.set(each.name, (expected.get(each.name) ?? 0) + each.value);
        }
      }
      fails = false;
      await sums.flush();
      // What failed in the first of two writings under way is written by the next.
      await sums.flush();
      expect(written).toEqual(expected);
    }),
  );
});

it('writes one at a time, and waits for what is under way', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const running: string[] = [];
  const sums = gathered<number>(Math.max, async (name) => {
    running.push(name);
    await gate;
  });
  sums.add('a', 1);
  const flushed = [sums.flush(), sums.flush()];
  await Promise.resolve();
  sums.add('b', 1);
  flushed.push(sums.flush(), sums.flush());
  await new Promise(setImmediate);
  expect(running).toEqual(['a']);
  open();
  await Promise.all(flushed);
  expect(running).toEqual(['a', 'b']);
});
