import type { Hit, Place, SearchPage, SearchReader } from '@assay/search';
import { startBackends } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveRequest, liveHits } from './live-hits.ts';

let backends: Awaited<ReturnType<typeof startBackends>>;
beforeAll(async () => {
  backends = await startBackends();
});
afterAll(() => backends?.stop());

const reader = { userId: 'f'.repeat(64), accessLevel: 'user' } as const;
const request: LiveRequest = {
  query: { kind: 'all' },
  owner: reader.userId,
  asker: reader.userId,
  order: { by: 'size', descending: true },
  limit: 10,
  once: true,
  stillAsked: () => {},
};

/** An index that names files without end, none of which is in the table. */
function farBehind(asked: (limit: number, after: Place | undefined) => void): SearchReader {
  const hit = (value: number): Hit => {
    const sha256 = value.toString(16).padStart(64, '0');
    return { userId: reader.userId, sha256, place: { value, sha256, userId: reader.userId }, similarity: null };
  };
  return {
    async query({ limit, after }): Promise<SearchPage> {
      asked(limit, after);
      const hits = Array.from({ length: limit }, (_, at) => hit((after?.value ?? 0) + at + 1));
      return { hits, next: hits.at(-1)?.place ?? null, alikeCut: false };
    },
    similar: async () => ({ hits: [], cut: false }),
    check: async () => {},
    close: async () => {},
  };
}

it('an index that names nothing but what is gone is read to a bound, and then the answer is that it is behind', async () => {
  const asked: number[] = [];
  const index = farBehind((limit, after) => {
    // Each read goes on where the last one ended.
    expect(after?.value ?? 0).toBe(asked.reduce((sum, each) => sum + each, 0));
    asked.push(limit);
  });
  const page = liveHits({ table: backends.scans.table }, index, reader, request);
  await expect(page).rejects.toMatchObject({ kind: 'transient' });
  expect(asked.length).toBeLessThan(30);
});

it('nothing more is read when the client has gone away', async () => {
  let reads = 0;
  const index = farBehind(() => {
    reads += 1;
  });
  const stillAsked = () => {
    if (reads === 2) throw new Error('gone');
  };
  const page = liveHits({ table: backends.scans.table }, index, reader, { ...request, stillAsked });
  await expect(page).rejects.toThrow('gone');
  expect(reads).toBe(2);
});
