import { CommentObject } from '@assay/contracts';
import { changeFile, commentKey, commentKind, getComment, latestComments, putComment } from '@assay/table';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listLatest } from '../../src/comments/list-latest.ts';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

/** VirusTotal's clients take an empty page for the end, or fail at it, whatever cursor it has. */
const HAY = 1_100;

let api: ReportApi;
let sha256: string;
beforeAll(async () => {
  api = await startReportApi();
  sha256 = (await api.upload('much discussed')).sha256;
  const { table } = api.backends.scans;
  const uid = api.account.userId;
  const body = { data: { attributes: { text: 'the one #needle' } } };
  const answer = await api.send('POST', `/api/v3/files/${sha256}/comments`, body);
  const { id } = CommentObject.parse(await answer.json()).data;
  const needle = await getComment(table, uid, sha256, id.slice(-8));
  if (needle === null) throw new Error('no comment');
  const second = Number.parseInt(needle.CommentID, 16);
  const hay = Array.from({ length: HAY }, (_, at) => {
    const CommentID = (second + at + 1).toString(16).padStart(8, '0');
    const CreatedAt = new Date((second + at + 1) * 1000).toISOString();
    const SortAt = `${CreatedAt}#${sha256}#${CommentID}`;
    const Tags = at === HAY - 1 ? ['newest'] : [];
    return { ...needle, ...commentKey(uid, sha256, CommentID), CommentID, CreatedAt, SortAt, Tags, Text: `hay ${at}` };
  });
  for (let from = 0; from < HAY; from += 50) {
    await Promise.all(hay.slice(from, from + 50).map((comment) => putComment(table, comment)));
  }
  const newest = async () => (await latestComments(table, uid, { limit: 1 })).items[0]?.Tags;
  await vi.waitUntil(async () => (await newest())?.includes('newest'));
});
afterAll(() => api?.stop());

it.each(['/api/v3/comments?filter=tag:needle', '/api/v3/search?query=%23needle'])(
  'a tag that only an old comment has is found on the first page: %s',
  async (path) => {
    const { data, meta } = await api.json(path);
    expect(data.map((each: { attributes: { text: string } }) => each.attributes.text)).toEqual(['the one #needle']);
    expect(meta.cursor).toBeUndefined();
  },
);

it('a tag that no comment has is an empty list that ends', async () => {
  const { data, meta } = await api.json('/api/v3/comments?filter=tag:nothing');
  expect([data, meta]).toEqual([[], {}]);
});

it('comments that cannot be seen any more make no page empty', async () => {
  const { table } = api.backends.scans;
  const uid = api.account.userId;
  // Of a file that is being deleted, newer than all the others.
  const going = (await api.upload('going away')).sha256;
  const comment = (at: number) => {
    const CommentID = (0xf000_0000 + at).toString(16);
    const CreatedAt = new Date((0xf000_0000 + at) * 1000).toISOString();
    const key = { ...commentKey(uid, going, CommentID), Kind: commentKind(uid), CommentID, SHA256: going };
    const said = { Author: 'ada', Text: 'gone', Tags: [], CreatedAt, Votes: {}, Version: 1 };
    return { ...key, ...said, SortAt: `${CreatedAt}#${going}#${CommentID}` };
  };
  for (let at = 0; at < 600; at += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, next) => putComment(table, comment(at + next))));
  }
  await changeFile(table, uid, going, (file) => (file === null ? null : { ...file, State: 'deleting' }));
  const newest = async () => (await latestComments(table, uid, { limit: 1 })).items[0]?.Text;
  await expect.poll(newest).toBe('gone');
  const { data, meta } = await api.json('/api/v3/comments?limit=1');
  expect(data[0].attributes.text).toBe(`hay ${HAY - 1}`);
  expect(meta.cursor).toEqual(expect.any(String));
});

it('what is looked at for one page is bounded, and then a page is short or an error, never empty', async () => {
  const { table } = api.backends.scans;
  const list = (tag: string, readAtOnce: number, reads: number) =>
    listLatest(table, api.account.userId, tag, { limit: 10, after: undefined, bounds: { readAtOnce, reads } });
  await expect(list('needle', 100, 5)).rejects.toMatchObject({ kind: 'invalid-argument' });
  const short = await list('newest', 700, 1);
  expect(short.items).toHaveLength(1);
  expect(short.next).not.toBeNull();
  const after = short.next ?? undefined;
  const bounds = { readAtOnce: 100, reads: 2 };
  const rest = listLatest(table, api.account.userId, 'newest', { limit: 10, after, bounds });
  await expect(rest).rejects.toMatchObject({ kind: 'invalid-argument' });
});
