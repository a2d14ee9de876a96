import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type SearchApi, startSearch } from '../start-search.ts';

let api: SearchApi;
beforeAll(async () => {
  api = await startSearch();
  await api.file('one', 'one.txt');
});
afterEach(() => api.backends.table.gate.mend());
afterAll(() => api?.stop());

it.each(['json', 'csv'])(
  'an export as %s is refused while the table is away, not begun and broken off',
  async (format) => {
    const path = `/api/v1/search/export?query=txt&format=${format}`;
    expect((await api.get(path)).status).toBe(200);
    api.backends.table.gate.cut();
    const answer = await api.get(path);
    expect([answer.status, answer.headers.get('x-export-complete')]).toEqual([503, null]);
    expect((await answer.json()).error.code).toBe('TransientError');
  },
);
