import { expect, it } from 'vitest';
import { takeTurns } from './take-turns.ts';

it('lets so many work at once, others wait, and those beyond are busy', async () => {
  const inTurn = takeTurns(2, 3);
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  let running = 0;
  let most = 0;
  const works = gates.map(({ promise }) =>
    inTurn(async () => {
      running += 1;
      most = Math.max(most, running);
      await promise;
      running -= 1;
    }),
  );
  await expect(inTurn(async () => {})).rejects.toMatchObject({ kind: 'busy', retryAfterS: 2 });
  for (const { resolve } of gates) resolve();
  await Promise.all(works);
  expect([most, running]).toEqual([2, 0]);
  expect(await inTurn(async () => 'free again')).toBe('free again');
});

it('gives the turn on when the work fails', async () => {
  const inTurn = takeTurns(1, 1);
  const failing = inTurn(() => Promise.reject(new Error('no')));
  const next = inTurn(async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});
