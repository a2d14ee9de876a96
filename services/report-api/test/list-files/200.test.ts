import { FileList } from '@assay/contracts';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
const uploaded: string[] = [];

beforeAll(async () => {
  api = await startReportApi();
  for (let count = 0; count < 7; count += 1) {
    const { sha256 } = await api.upload(`file ${count}`, count % 2 === 0 ? `Even ${count}.txt` : `odd ${count}.bin`);
    uploaded.unshift(sha256);
    await playScan(api.backends, {
      clamav: count === 3 ? { verdict: 'malicious', label: 'Bad' } : {},
      filetype: { attributes: { type_description: 'Text', type_tag: 'text', tags: count < 2 ? ['early'] : ['late'] } },
    });
  }
});
afterAll(() => api?.stop());

async function collect(query: string): Promise<string[]> {
  const found: string[] = [];
  let next: string | undefined = `${api.origin}/api/v1/files?${query}`;
  for (let page = 0; next !== undefined; page += 1) {
    expect(page).toBeLessThan(20);
    const list: ReturnType<typeof FileList.parse> = FileList.parse(await api.json(next.slice(api.origin.length)));
    expect(list.links.self).toBe(next);
    expect(list.meta.count).toBe(list.data.length);
    expect(list.links.next === undefined).toBe(list.meta.cursor === undefined);
    found.push(...list.data.map((file) => file.sha256));
    next = list.links.next;
  }
  return found;
}

describe('my files', () => {
  it.each([1, 2, 3, 7, 40])('are all there, last submitted first, in pages of %i', async (limit) => {
    expect(await collect(`limit=${limit}`)).toEqual(uploaded);
  });

  it.each([1, 7])('have a last page that is not empty and leads nowhere, in pages of %i', async (limit) => {
    let list = FileList.parse(await api.json(`/api/v1/files?limit=${limit}`));
    while (list.links.next !== undefined)
      list = FileList.parse(await api.json(list.links.next.slice(api.origin.length)));
    expect(list.data.at(-1)?.sha256).toBe(uploaded.at(-1));
  });

  it('say what a list shows', async () => {
    const [first] = (await api.json('/api/v1/files?limit=1')).data;
    expect(first).toMatchObject({
      name: 'Even 6.txt',
      size: 6,
      times_submitted: 1,
      verdict: 'undetected',
      detection: { malicious: 0, suspicious: 0, expected: 2, completed: 2 },
      open_scans: [],
    });
  });

  it.each([
    ['name=even', [6, 4, 2, 0]],
    ['name=ODD', [5, 3, 1]],
    ['verdict=malicious', [3]],
    ['tag=early', [1, 0]],
    ['type=text', [6, 5, 4, 3, 2, 1, 0]],
    ['type=pe', []],
    ['name=odd&verdict=undetected', [5, 1]],
    ['submitted_before=2020-01-01', []],
    ['submitted_from=2020-01-01T00:00:00%2B02:00&verdict=malicious', [3]],
  ])('are narrowed by %s', async (query, wanted) => {
    for (const limit of [1, 2, 40]) {
      expect(await collect(`${query}&limit=${limit}`)).toEqual(wanted.map((count) => uploaded[6 - count]));
    }
  });
});
