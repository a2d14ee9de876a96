import type { SearchDocument } from '@assay/contracts';
import type { SearchWriter } from '@assay/search';
import { expect, it } from 'vitest';
import { boundedSearch } from './bounded-search.ts';

const DOCUMENT = { sha256: 'a' } as SearchDocument;
const GIVEN_UP = { kind: 'no-search', internal: 'a write took longer than 5 ms' };
const NOT_TRIED = { kind: 'no-search', internal: 'a write took too long just now; none is tried for a while' };

/** An index that does what it is told, and a clock that a test holds. */
function bounded() {
  const tried: string[] = [];
  const state = { now: 0, answers: (): Promise<void> => Promise.resolve() };
  const answer = (what: string) => {
    tried.push(what);
    return state.answers();
  };
  const index: SearchWriter = {
    put: () => answer('put'),
    putAll: () => answer('putAll'),
    remove: () => answer('remove'),
  };
  const search = boundedSearch(index, { deadlineMs: 5, pauseMs: 1_000 }, () => state.now);
  return { search, state, tried };
}

const never = () => new Promise<void>(() => {});

it('gives up a write that takes too long, and tries none for a while, of whatever kind', async () => {
  const { search, state, tried } = bounded();
  state.answers = never;
  await expect(search.put(DOCUMENT)).rejects.toMatchObject(GIVEN_UP);
  state.answers = () => Promise.resolve();
  state.now = 999;
  await expect(search.put(DOCUMENT)).rejects.toMatchObject(NOT_TRIED);
  await expect(search.putAll([DOCUMENT])).rejects.toMatchObject(NOT_TRIED);
  await expect(search.remove('u', 'a')).rejects.toMatchObject(NOT_TRIED);
  expect(tried).toEqual(['put']);
});

it('tries again when the while is over', async () => {
  const { search, state, tried } = bounded();
  state.answers = never;
  await expect(search.remove('u', 'a')).rejects.toMatchObject(GIVEN_UP);
  state.answers = () => Promise.resolve();
  state.now = 1_000;
  await search.remove('u', 'a');
  await search.put(DOCUMENT);
  expect(tried).toEqual(['remove', 'remove', 'put']);
});

it('lets a write that fails at once fail alone, with its own fault', async () => {
  const { search, state, tried } = bounded();
  state.answers = () => Promise.reject(new Error('this document is refused'));
  await expect(search.put(DOCUMENT)).rejects.toThrow('this document is refused');
  state.answers = () => Promise.resolve();
  await search.put(DOCUMENT);
  expect(tried).toEqual(['put', 'put']);
});
