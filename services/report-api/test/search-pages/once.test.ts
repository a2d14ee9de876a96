import type { TestAccount } from '@assay/auth/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
let analyst: TestAccount;
let bob: TestAccount;
let shared: string;
let bobs: string;
beforeAll(async () => {
  api = await startSearch();
  [analyst, bob] = [await api.reader('analyst'), await api.reader('user')];
  shared = await api.file('both have it', 'invoice.txt');
  bobs = await api.file('bob has it', 'invoice of bob.txt', {}, bob);
  await api.file('both have it', 'invoice.txt', {}, bob);
});
afterAll(() => api?.stop());

const ids = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);

it.each(['/api/v3/intelligence/search?query=invoice', '/api/v3/search?query=invoice'])(
  'an analyst sees a file that two have once, as who submitted it last has it: %s',
  async (path) => {
    const page = await api.json(path, analyst);
    expect(ids(page)).toEqual([shared, bobs]);
    expect(page.data.map((each: { context_attributes: object }) => each.context_attributes)).toMatchObject([
      { owner: bob.userName },
      { owner: bob.userName },
    ]);
  },
);

it('names alone say whose a file is too, but not of one’s own', async () => {
  const path = '/api/v3/intelligence/search?query=invoice&descriptors_only=true';
  const { data } = await api.json(path, analyst);
  expect(data[0]).toEqual({
    type: 'file',
    id: shared,
    context_attributes: { confidence: 1, match_in_subfile: false, owner: bob.userName },
  });
  expect((await api.json(path)).data[0].context_attributes).not.toHaveProperty('owner');
});

it('in the own form of the API every owner’s is a hit of its own', async () => {
  const { data } = await api.json('/api/v1/search?query=invoice', analyst);
  const found = data.map((each: { sha256: string; owner: string }) => [each.sha256, each.owner]);
  expect(found).toEqual([
    [shared, bob.userName],
    [bobs, bob.userName],
    [shared, api.account.userName],
  ]);
});
