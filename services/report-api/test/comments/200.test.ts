import { CommentList, CommentObject } from '@assay/contracts';
import { readFileItem } from '@assay/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

const body = (text: string) => ({ data: { type: 'comment', attributes: { text } } });

async function comment(sha256: string, text: string, as = api.account) {
  const answer = await api.send('POST', `/api/v3/files/${sha256}/comments`, body(text), as);
  expect(answer.status).toBe(200);
  return CommentObject.parse(await answer.json()).data;
}

describe('a comment on a file', () => {
  it('says who wrote what when, its tags and its votes, and is found by its id', async () => {
    const { sha256 } = await api.upload('commented');
    const made = await comment(sha256, 'Looks like #Phishing, see #case-12');
    expect(made).toMatchObject({
      type: 'comment',
      id: expect.stringMatching(new RegExp(`^f-${sha256}-[0-9a-f]{8}$`)),
      links: { self: `${api.origin}/api/v3/comments/${made.id}` },
      attributes: {
        text: 'Looks like #Phishing, see #case-12',
        html: 'Looks like #Phishing, see #case-12',
        tags: ['phishing', 'case-12'],
        votes: { positive: 0, negative: 0, abuse: 0 },
      },
    });
    expect((await api.json(`/api/v3/comments/${made.id}`)).data).toEqual(made);
    expect((await api.json(`/api/v1/comments/${made.id.toUpperCase().replace('F-', 'f-')}`)).data).toEqual(made);
  });

  it('is shown as it was written, and as markup that does nothing', async () => {
    const { sha256 } = await api.upload('hostile comments');
    for (const text of [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '\u202egnp.exe\u202c and \u2066more\u2069',
      '{{7*7}} <%= 7*7 %> %0d%0aSet-Cookie: x',
      'line\nline\ttab',
      'x'.repeat(4096),
      '😀'.repeat(2048),
    ]) {
      const { attributes } = await comment(sha256, text);
      expect(attributes.text).toBe(text);
      expect(attributes.html?.replaceAll('<br>', '')).not.toMatch(/[<>"'\u202a-\u202e\u2066-\u2069]/);
    }
  });

  it('comes without a content type too, as node-virustotal sends it', async () => {
    const { sha256 } = await api.upload('no content type');
    const answer = await fetch(`${api.origin}/api/v3/files/${sha256}/comments`, {
      method: 'POST',
      headers: { 'x-apikey': api.account.jwt() },
      body: new Blob([JSON.stringify(body('untyped'))]),
    });
    expect(answer.status).toBe(200);
  });

  it('can be voted on, once by each, and a second vote replaces the first', async () => {
    const { sha256 } = await api.upload('voted comment');
    const { id } = await comment(sha256, 'vote on me');
    const analyst = await api.reader('analyst');
    const vote = async (data: string, as = api.account) =>
      (await (await api.send('POST', `/api/v3/comments/${id}/vote`, { data }, as)).json()).data;
    expect(await vote('positive')).toEqual({ positive: 1, negative: 0, abuse: 0 });
    expect(await vote('positive')).toEqual({ positive: 1, negative: 0, abuse: 0 });
    expect(await vote('abuse', analyst)).toEqual({ positive: 1, negative: 0, abuse: 1 });
    expect(await vote('negative')).toEqual({ positive: 0, negative: 1, abuse: 1 });
    const read = await api.json(`/api/v3/comments/${id}?attributes=votes`);
    expect(read.data.attributes).toEqual({ votes: { positive: 0, negative: 1, abuse: 1 } });
  });

  it('leads to its author and its file', async () => {
    const { sha256 } = await api.upload('related comment');
    const { id } = await comment(sha256, 'who am I');
    const self = `${api.origin}/api/v3/comments/${id}`;
    const { data } = await api.json(`/api/v3/comments/${id}?relationships=author,item`);
    expect(data.relationships).toEqual({
      author: {
        data: { type: 'user', id: api.account.userName },
        links: { self: `${self}/relationships/author`, related: `${self}/author` },
      },
      item: {
        data: { type: 'file', id: sha256 },
        links: { self: `${self}/relationships/item`, related: `${self}/item` },
      },
    });
    expect(await api.json(`/api/v3/comments/${id}/relationships/author`)).toEqual(data.relationships.author);
    expect((await api.json(`/api/v3/comments/${id}/author`)).data).toMatchObject({
      type: 'user',
      id: api.account.userName,
    });
    expect((await api.json(`/api/v3/comments/${id}/item?attributes=size`)).data).toMatchObject({
      type: 'file',
      id: sha256,
      attributes: { size: 15 },
    });
  });

  it('is gone when its author deletes it', async () => {
    const { sha256 } = await api.upload('deleted comment');
    const { id } = await comment(sha256, 'delete me');
    const answer = await api.send('DELETE', `/api/v3/comments/${id}`);
    expect(answer.status).toBe(200);
    expect((await api.get(`/api/v3/comments/${id}`)).status).toBe(404);
    expect((await api.json(`/api/v3/files/${sha256}/comments`)).data).toEqual([]);
  });

  it('is taken back when the file is being deleted', async () => {
    const { sha256 } = await api.upload('going away');
    const { table } = api.backends.scans;
    const uid = api.account.userId;
    const file = await readFileItem(table, uid, sha256);
    const { changeFile, listComments } = await import('@assay/table');
    await changeFile(table, uid, sha256, (item) => (item === null ? null : { ...item, State: 'deleting' }));
    const { addComment } = await import('../../src/comments/add-comment.ts');
    if (file === null) throw new Error('the file is gone');
    await expect(addComment(table, file, 'ada', 'too late', new Date())).rejects.toMatchObject({ kind: 'not-found' });
    expect((await listComments(table, uid, sha256, { limit: 10 })).items).toEqual([]);
  });
});

describe('the comments on a file', () => {
  it('come newest first, by cursor and by absolute links, however many are written at once', async () => {
    const { sha256 } = await api.upload('much commented');
    const written = [];
    for (let at = 0; at < 7; at += 1) written.unshift((await comment(sha256, `number ${at}`)).id);
    await Promise.all(Array.from({ length: 5 }, (_, at) => comment(sha256, `at once ${at}`)));

    const byCursor: string[] = [];
    let cursor: string | undefined;
    do {
      const query = `limit=5${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = CommentList.parse(await api.json(`/api/v3/files/${sha256}/comments?${query}`));
      expect(page.meta.count).toBe(12);
      byCursor.push(...page.data.map(({ id }) => id));
      cursor = page.meta.cursor;
    } while (cursor !== undefined);

    const byLinks: string[] = [];
    let next: string | undefined = `${api.origin}/api/v3/files/${sha256}/comments?limit=5&attributes=text`;
    while (next !== undefined) {
      const page: ReturnType<typeof CommentList.parse> = CommentList.parse(
        await api.json(next.slice(api.origin.length)),
      );
      expect(page.links.self).toBe(next);
      byLinks.push(...page.data.map(({ id }) => id));
      for (const { attributes } of page.data) expect(Object.keys(attributes)).toEqual(['text']);
      next = page.links.next;
      if (next !== undefined) expect(next).toContain('attributes=text');
    }
    expect(byLinks).toEqual(byCursor);
    expect(new Set(byCursor).size).toBe(12);
    expect(byCursor.slice(5)).toEqual(written);
  });

  it('are listed for all my files, narrowed by a tag', async () => {
    const as = await api.backends.account();
    const [one, two] = [await api.upload('tagged 1', 'x', as), await api.upload('tagged 2', 'x', as)];
    for (const [sha256, text] of [
      [one.sha256, 'first #Good'],
      [two.sha256, 'second #bad'],
      [one.sha256, 'third #good'],
    ] as const) {
      await comment(sha256, text, as);
    }
    const texts = async (query: string) =>
      (await api.json(`/api/v3/comments${query}`, as)).data.map(
        (each: { attributes: { text: string } }) => each.attributes.text,
      );
    await expect.poll(() => texts('')).toEqual(['third #good', 'second #bad', 'first #Good']);
    expect(await texts('?filter=tag:GOOD')).toEqual(['third #good', 'first #Good']);
    expect(await texts('?filter=tag:%23bad')).toEqual(['second #bad']);
    expect(await texts('?filter=tag:none')).toEqual([]);
    const first = await api.json('/api/v3/comments?limit=1&filter=tag:good', as);
    const rest = await api.json(first.links.next.slice(api.origin.length), as);
    expect(rest.data).toMatchObject([{ attributes: { text: 'first #Good' } }]);
    expect(rest.meta.cursor).toBeUndefined();
  });
});
