import { expect, it } from 'vitest';
import { createOneAtATime } from './one-at-a-time.ts';

it('lets the second of one key wait for the first, also when that fails, and another key pass', async () => {
  const oneAtATime = createOneAtATime();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const failing = oneAtATime('a', async () => {
    await first.promise;
    order.push('first of a');
    throw new Error('it failed');
  });
  const waiting = oneAtATime('a', async () => order.push('second of a'));
  await oneAtATime('b', async () => order.push('b'));
  first.resolve();
  await expect(failing).rejects.toThrow('it failed');
  await waiting;
  expect(order).toEqual(['b', 'first of a', 'second of a']);
});
