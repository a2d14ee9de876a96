import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Work that ends when it is told to. */
function heldWork(name: string, begun: string[]) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const work = () => {
    begun.push(name);
    return promise;
  };
  return { work, end: () => resolve(name) };
}

it('lets those who ask take turns, whatever one of them has asked for', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 10, perAsker: 5 });
  const begun: string[] = [];
  const held = heldWork('mallory 1', begun);
  const instant = (name: string) => async () => void begun.push(name);
  const all = [
    turns.take('mallory', held.work),
    turns.take('mallory', instant('mallory 2')),
    turns.take('mallory', instant('mallory 3')),
    turns.take('ada', instant('ada 1')),
    turns.take(null, instant('program 1')),
    turns.take('ada', instant('ada 2')),
  ];
  held.end();
  await Promise.all(all);
  expect(begun).toEqual(['mallory 1', 'mallory 2', 'ada 1', 'program 1', 'mallory 3', 'ada 2']);
});

it('refuses one asker beyond a share, all beyond a bound, and takes both again when there is room', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 2, perAsker: 2 });
  const held = heldWork('first', []);
  const first = turns.take('mallory', held.work);
  const second = turns.take('mallory', async () => 'second');
  await expect(turns.take('mallory', async () => 'third')).rejects.toMatchObject({ kind: 'busy', retryAfterS: 1 });
  const other = turns.take('ada', async () => 'other');
  await expect(turns.take('eve', async () => 'no room')).rejects.toMatchObject({ kind: 'busy' });
  held.end();
  expect(await Promise.all([first, second, other])).toEqual(['first', 'second', 'other']);
  expect(await turns.take('mallory', async () => 'again')).toBe('again');
});

it('goes on after work that failed, and says so to whoever asked for it', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 2, perAsker: 2 });
  const failing = turns.take('ada', () => Promise.reject(new Error('no index')));
  const next = turns.take('ada', async () => 'next');
  await expect(failing).rejects.toThrow('no index');
  expect(await next).toBe('next');
});
