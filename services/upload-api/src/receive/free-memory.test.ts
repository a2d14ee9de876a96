import { expect, it } from 'vitest';
import { freeingUsed } from './free-memory.ts';

it('a chunk keeps its bytes until the next one is asked for, and then has no memory any more', async () => {
  const chunks = freeingUsed(arriving(new Uint8Array(70_000).fill(1), new Uint8Array(5).fill(2)));
  const first = (await chunks.next()).value as Uint8Array;
  expect([first.length, first.at(-1)]).toEqual([70_000, 1]);
  const second = (await chunks.next()).value as Uint8Array;
  expect([first.length, first.buffer.byteLength]).toEqual([0, 0]);
  expect([...second]).toEqual([2, 2, 2, 2, 2]);
  expect(await chunks.next()).toMatchObject({ done: true });
  expect(second.length).toBe(0);
});

it('a chunk that is a part of a larger piece is left alone, because the rest may still be wanted', async () => {
  const piece = Buffer.from(new Uint8Array(100).fill(7).buffer);
  for await (const _ of freeingUsed(arriving(piece.subarray(0, 60), piece.subarray(10), Buffer.alloc(0)))) {
    // Only looked at.
  }
  expect(piece.length).toBe(100);
  expect(piece.every((byte) => byte === 7)).toBe(true);
});

async function* arriving(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
