import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchIndex, openSearchReader } from '../src/index.ts';
import { openOpensearchIndex } from '../src/opensearch/open-opensearch-index.ts';
import type { SearchRequest } from '../src/ports.ts';
import { document, owner } from './documents.ts';
import { searchContract } from './search-contract.ts';
import { type RunningOpensearch, startOpensearch } from './start-opensearch.ts';

let server: RunningOpensearch;
beforeAll(async () => {
  server = await startOpensearch();
}, 300_000);
afterAll(() => server?.stop());

let indexes = 0;
function newUrl(): string {
  indexes += 1;
  return `${server.url}/files-${indexes}`;
}
async function refresh(url: string): Promise<void> {
  const answer = await fetch(`${url}-v1/_refresh`, { method: 'POST' });
  expect(answer.ok).toBe(true);
}
const EVERYTHING: SearchRequest = {
  query: { kind: 'all' },
  owner: owner(1),
  asker: 'ada',
  order: { by: 'size', descending: true },
  limit: 10,
};

const open = async () => {
  const url = newUrl();
  const [index, reader] = [openSearchIndex(url), openSearchReader(url)];
  return {
    index,
    reader,
    settled: () => refresh(url),
    async close() {
      await reader.close();
      await index.close();
    },
  };
};

// Every write is made visible at once here, which takes OpenSearch a tenth of a second.
searchContract('OpenSearch', open, 8);

describe('an index of OpenSearch', () => {
  it('is not made by who reads', async () => {
    const reader = openSearchReader(newUrl());
    await expect(reader.check()).rejects.toMatchObject({ kind: 'no-search' });
    await expect(reader.query(EVERYTHING)).rejects.toMatchObject({ kind: 'no-search' });
    await reader.close();
  });

  it('is begun anew under who writes and reads', async () => {
    const url = newUrl();
    const [index, command, reader] = [openSearchIndex(url), openSearchIndex(url), openSearchReader(url)];
    expect(await command.sound()).toBe(false);
    for (let round = 1; round <= 2; round += 1) {
      await index.put(document(100 + round));
      await command.renew();
      expect(await command.sound()).toBe(true);
      await Promise.all([command.put(document(round)), index.put(document(200 + round))]);
      await refresh(url);
      expect((await reader.query(EVERYTHING)).hits).toHaveLength(2);
    }
    for (const each of [index, command, reader]) await each.close();
    // An index takes seconds to make and to remove while others want the processors too.
  }, 120_000);

  it('gives up a search that takes longer than it may', async () => {
    const url = newUrl();
    const [index, hurried] = [openSearchIndex(url), openOpensearchIndex(url, { searchMs: 0 })];
    await index.put(document(1));
    await expect(hurried.query(EVERYTHING)).rejects.toMatchObject({ kind: 'too-long', status: 504 });
    await hurried.check();
    for (const each of [index, hurried]) await each.close();
  });

  it('that does not answer is said so', async () => {
    const index = openSearchIndex('http://127.0.0.1:9/files');
    await expect(index.put(document(1))).rejects.toMatchObject({ kind: 'no-search', status: 503 });
    await expect(index.query(EVERYTHING)).rejects.toMatchObject({ kind: 'no-search' });
    expect(await index.sound()).toBe(false);
    await index.close();
  });
});
