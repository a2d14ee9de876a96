import type { SearchReader, SimilarHit } from '@assay/search';
import { changeFile, userId } from '@assay/table';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

/** What an index would say, which the tests change. */
let ranking: SimilarHit[] = [];
const index: SearchReader = {
  query: () => Promise.reject(new Error('not asked here')),
  similar: async ({ limit }) => ({ hits: ranking.slice(0, limit), cut: false }),
  check: async () => {},
  close: async () => {},
};

let api: ReportApi;
let file: string;
const others: string[] = [];
const hit = (sha256: string, owner = api.account.userId): SimilarHit => {
  return { userId: owner, sha256, imphash: true, ssdeep: null, tlsh: null, similarity: 1 };
};
beforeAll(async () => {
  api = await startReportApi({}, (parts) => ({ ...parts, search: index }));
  file = (await api.upload('the file')).sha256;
  await playScan(api.backends, {
    filetype: { attributes: { pe_info: { imphash: 'e77512f955eaf60ccff45e02d69234de' } } },
  });
  for (let at = 0; at < 40; at += 1) others.push((await api.upload(`like it ${at}`)).sha256);
});
afterAll(() => api?.stop());

const ids = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);
const similar = (query: string, as = api.account) => api.json(`/api/v3/files/${file}/similar_files${query}`, as);

it('no more of them are read than are shown, and one', async () => {
  ranking = [file, ...others].map((sha256) => hit(sha256));
  const read = new Set<string>();
  api.watch((input) => {
    const id = (input as { Key?: { FileID?: string } }).Key?.FileID;
    if (id !== undefined && others.includes(id)) read.add(id);
  });
  const { data } = await api.json(`/api/v3/files/${file}?relationships=similar_files`);
  api.watch(null);
  expect(ids(data.relationships.similar_files)).toEqual(others.slice(0, 10));
  expect(data.relationships.similar_files.meta.cursor).toEqual(expect.any(String));
  expect([...read].sort()).toEqual(others.slice(0, 11).sort());
});

it('pages of any size hold the same, and the last is known for the last', async () => {
  ranking = [file, ...others].map((sha256) => hit(sha256));
  for (const limit of [1, 7, 20, 40]) {
    const found: string[] = [];
    let next: string | undefined = `?limit=${limit}`;
    while (next !== undefined) {
      const page: { data: { id: string }[]; links: { next?: string } } = await similar(next);
      expect(page.data.length).toBeGreaterThan(0);
      found.push(...ids(page));
      next = page.links.next === undefined ? undefined : new URL(page.links.next).search;
    }
    expect(found).toEqual(others);
  }
});

it('a page goes on where the last one ended, also when that file is not alike any more', async () => {
  ranking = others.slice(0, 6).map((sha256) => hit(sha256));
  const first = await similar('?limit=2');
  ranking = [others[0], others[2], others[3]].map((sha256) => hit(sha256 ?? ''));
  const { search } = new URL(first.links.next);
  expect(ids(await similar(search))).toEqual([others[2], others[3]]);
  // Another came in before it.
  ranking = [others[7], others[0], others[1], others[2], others[3]].map((sha256) => hit(sha256 ?? ''));
  expect(ids(await similar(search))).toEqual([others[2], others[3]]);
});

it('what the index has and the table has not any more makes no page empty', async () => {
  const gone = (await api.upload('gone')).sha256;
  await changeFile(api.backends.scans.table, api.account.userId, gone, (item) =>
    item === null ? null : { ...item, State: 'deleting' },
  );
  const unknown = Array.from({ length: 60 }, (_, at) => at.toString(16).padStart(64, '0'));
  ranking = [...unknown, gone, others[0] ?? ''].map((sha256) => hit(sha256));
  const page = await similar('?limit=1');
  expect(ids(page)).toEqual([others[0]]);
  expect(page.meta).toEqual({ count: 1 });
});

it('an analyst sees each once, whoever has it, and not the file itself as another has it', async () => {
  const analyst = await api.reader('analyst');
  const bob = await api.backends.account();
  await api.upload('the file', 'x', bob);
  await api.upload('like it 0', 'x', bob);
  const bobs = userId(bob.userName);
  ranking = [hit(file), hit(file, bobs), hit(others[0] ?? '', bobs), hit(others[0] ?? ''), hit(others[1] ?? '')];
  expect(ids(await similar(`?owner=${api.account.userName}`, analyst))).toEqual([others[0], others[1]]);
});
