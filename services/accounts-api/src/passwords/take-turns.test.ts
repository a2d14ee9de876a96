import { expect, it } from 'vitest';
import { takeTurns, type Waiting } from './take-turns.ts';

const stranger = (by: string): Waiting => ({ room: 'strangers', by });
const known = (by: string): Waiting => ({ room: 'known', by });
const busy = { kind: 'busy', retryAfterS: 2 };

/** Turns of which one is taken until `free`. */
function taken(options: { waiting: number; ofOne: number }) {
  const inTurn = takeTurns({ atOnce: 1, ...options });
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = inTurn(stranger('first'), () => promise);
  const free = () => {
    resolve();
    return first;
  };
  return { inTurn, free };
}

it('lets so many work at once, others wait, and those beyond are busy', async () => {
  const inTurn = takeTurns({ atOnce: 2, waiting: 3, ofOne: 3 });
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  let running = 0;
  let most = 0;
  const works = gates.map(({ promise }, at) =>
    inTurn(stranger(`${at}`), async () => {
      running += 1;
      most = Math.max(most, running);
      await promise;
      running -= 1;
    }),
  );
  await expect(inTurn(stranger('more'), async () => {})).rejects.toMatchObject(busy);
  for (const { resolve } of gates) resolve();
  await Promise.all(works);
  expect([most, running]).toEqual([2, 0]);
  expect(await inTurn(stranger('more'), async () => 'free again')).toBe('free again');
});

it('keeps room for the known, however many strangers wait', async () => {
  const { inTurn, free } = taken({ waiting: 2, ofOne: 2 });
  const waiting = ['a', 'b'].map((by) => inTurn(stranger(by), async () => by));
  await expect(inTurn(stranger('c'), async () => 'c')).rejects.toMatchObject(busy);
  waiting.push(inTurn(known('ada'), async () => 'ada'));
  await free();
  expect(await Promise.all(waiting)).toEqual(['a', 'b', 'ada']);
});

it('lets nobody take more than their part of a room', async () => {
  const { inTurn, free } = taken({ waiting: 3, ofOne: 2 });
  const waiting = ['a', 'a'].map((by) => inTurn(stranger(by), async () => by));
  await expect(inTurn(stranger('a'), async () => 'a')).rejects.toMatchObject(busy);
  waiting.push(inTurn(stranger('b'), async () => 'b'));
  await free();
  expect(await Promise.all(waiting)).toEqual(['a', 'a', 'b']);
});

it('lets the rooms alternate, and within a room who came first goes first', async () => {
  const { inTurn, free } = taken({ waiting: 3, ofOne: 3 });
  const order: string[] = [];
  const note = (who: Waiting) =>
    inTurn(who, async () => {
      order.push(who.by);
    });
  const all = ['s1', 's2', 's3'].map((by) => note(stranger(by)));
  all.push(...['k1', 'k2', 'k3'].map((by) => note(known(by))));
  await free();
  await Promise.all(all);
  expect(order).toEqual(['k1', 's1', 'k2', 's2', 'k3', 's3']);
});

it('gives the turn on when the work fails', async () => {
  const inTurn = takeTurns({ atOnce: 1, waiting: 1, ofOne: 1 });
  const failing = inTurn(stranger('a'), () => Promise.reject(new Error('no')));
  const next = inTurn(stranger('a'), async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});
