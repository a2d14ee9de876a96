import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

/** How often the table is asked for this file while `read` goes on. */
async function tableReads(sha256: string, read: () => Promise<unknown>): Promise<number> {
  let reads = 0;
  api.watch((input) => {
    if (JSON.stringify(input).includes(sha256)) reads += 1;
  });
  await read();
  api.watch(null);
  return reads;
}

/** Reads until a copy is kept: shortly after a change none is. */
async function untilCopied(sha256: string) {
  const { copies } = api.backends;
  const read = async () => {
    await api.json(`/api/v3/files/${sha256}`);
    return copies.get(api.account.userId, sha256);
  };
  await expect.poll(read, { timeout: 10_000 }).not.toBeNull();
}

describe('a copy of a report', () => {
  it('is the very answer that the table gives, under both prefixes, and costs it nothing', async () => {
    const { sha256 } = await api.upload('read again and again', 'näme "quoted".txt');
    await playScan(api.backends, { clamav: { verdict: 'malicious', label: 'Bad </script>' } });
    const first = await api.json(`/api/v3/files/${sha256}`);
    await untilCopied(sha256);
    let again: unknown;
    const reads = await tableReads(sha256, async () => {
      again = await api.json(`/api/v3/files/${sha256.toUpperCase()}`);
    });
    expect(again).toEqual(first);
    expect(reads).toBe(0);
    const v1 = await api.json(`/api/v1/files/${sha256}`);
    expect(v1.links.self).toBe(`${api.origin}/api/v1/files/${sha256}`);
    expect(v1.data.attributes).toEqual(first.data.attributes);
  });

  it('is never older than the last change, whoever makes it', async () => {
    const { sha256 } = await api.upload('read and changed');
    const read = async () => (await api.json(`/api/v3/files/${sha256}`)).data.attributes;
    expect((await read()).last_analysis_results).toEqual({});
    await playScan(api.backends, { clamav: { verdict: 'malicious', label: 'Bad' } });
    expect((await read()).last_analysis_stats.malicious).toBe(1);
    for (const tag of ['a', 'b', 'c', 'd']) {
      await api.send('PATCH', `/api/v1/files/${sha256}`, { tags: { add: [tag] } });
      expect((await read()).tags).toContain(tag);
    }
    await api.send('POST', `/api/v3/files/${sha256}/votes`, { data: { attributes: { verdict: 'harmless' } } });
    expect((await read()).reputation).toBe(1);
  });

  it('is answered to its owner alone, and only when the whole is wanted', async () => {
    const { sha256, md5 } = await api.upload('copied for me');
    await playScan(api.backends);
    await untilCopied(sha256);
    expect((await api.get(`/api/v3/files/${sha256}`, { as: await api.backends.account() })).status).toBe(404);
    const analyst = await api.reader('analyst');
    const { data } = await api.json(`/api/v3/files/${sha256}`, analyst);
    expect(data.context_attributes).toEqual({ owner: api.account.userName });
    expect(await api.backends.copies.get(analyst.userId, sha256)).toBeNull();
    for (const path of [md5, `${sha256}?attributes=md5`, `${sha256}?relationships=votes`]) {
      expect([path, await tableReads(sha256, () => api.json(`/api/v3/files/${path}`))]).not.toEqual([path, 0]);
    }
  });
});
