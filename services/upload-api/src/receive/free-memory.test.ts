import { expect, it } from 'vitest';
import { freeingUsed } from './free-memory.ts';

it('a chunk keeps its bytes until the next one is asked for, and then has no memory any more', async () => {
  const chunks = freeingUsed(arriving(new Uint8Array(70_000).fill(1), new Uint8Array(5000).fill(2)));
  const first = (await chunks.next()).value as Uint8Array;
  expect([first.length, first.at(-1)]).toEqual([70_000, 1]);
  const second = (await chunks.next()).value as Uint8Array;
  expect([first.length, first.buffer.byteLength]).toEqual([0, 0]);
  expect([second.length, second.at(-1)]).toEqual([5000, 2]);
  expect(await chunks.next()).toMatchObject({ done: true });
  expect(second.length).toBe(0);
});

it('a chunk that is a part of a larger piece is left alone, because the rest may still be wanted', async () => {
  const piece = new Uint8Array(100_000).fill(7);
  await drain(piece.subarray(0, 60_000), piece.subarray(10));
  expect(piece.length).toBe(100_000);
  expect(piece.every((byte) => byte === 7)).toBe(true);
});

it('a small chunk is left alone, because it may be what the parser keeps of a boundary', async () => {
  const kept = new Uint8Array(256).fill(7);
  await drain(kept, new Uint8Array(0));
  expect(kept.length).toBe(256);
  expect(kept.every((byte) => byte === 7)).toBe(true);
});

async function drain(...chunks: Uint8Array[]): Promise<void> {
  for await (const _ of freeingUsed(arriving(...chunks)));
}

async function* arriving(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
