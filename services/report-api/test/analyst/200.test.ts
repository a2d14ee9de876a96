import type { TestAccount } from '@assay/auth/testing';
import { analysisId } from '@assay/contracts';
import { claimScan, nextMessage, playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents } from '../read-events.ts';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
let analyst: TestAccount;
beforeAll(async () => {
  api = await startReportApi();
  analyst = await api.reader('analyst');
});
afterAll(() => api?.stop());

describe('an analyst', () => {
  it('reads everything of somebody else’s file, and is told whose it is', async () => {
    const { md5, sha1, sha256, scanId } = await api.upload('of a user', 'theirs.bin');
    await playScan(api.backends, { clamav: { verdict: 'malicious', label: 'Bad' } });
    for (const id of [md5, sha1, sha256]) {
      const { data } = await api.json(`/api/v3/files/${id}`, analyst);
      expect(data).toMatchObject({
        id: sha256,
        attributes: { names: ['theirs.bin'], last_analysis_stats: { malicious: 1 } },
        context_attributes: { owner: api.account.userName },
      });
    }
    expect((await api.json(`/api/v3/files/${sha256}`)).data).not.toHaveProperty('context_attributes');
    for (const path of [
      'scans',
      `scans/${scanId}`,
      `scans/${scanId}/results`,
      `scans/${scanId}/results/clamav`,
      `scans/${scanId}/logs`,
      `scans/${scanId}/logs/clamav`,
      `scans/${scanId}/events`,
      'history',
      'comments',
      'votes',
    ]) {
      const mine = await (await api.get(`/api/v1/files/${sha256}/${path}`)).text();
      const theirs = await (await api.get(`/api/v1/files/${sha256}/${path}`, { as: analyst })).text();
      expect([path, theirs]).toEqual([path, mine]);
    }
    const analysis = await api.json(`/api/v3/analyses/${analysisId(md5, scanId)}`, analyst);
    expect(analysis.data.attributes.stats.malicious).toBe(1);
  });

  it('sees their own file first, another’s when they name its owner, and each scan wherever it is', async () => {
    const theirs = await api.upload('both have it', 'theirs.bin');
    await playScan(api.backends);
    const own = await api.upload('both have it', 'own.bin', analyst);
    await playScan(api.backends);
    const names = async (query: string) =>
      (await api.json(`/api/v3/files/${own.sha256}${query}`, analyst)).data.attributes.names;
    expect(await names('')).toEqual(['own.bin']);
    expect(await names(`?owner=${api.account.userName}`)).toEqual(['theirs.bin']);
    expect(await names(`?owner=${analyst.userName}`)).toEqual(['own.bin']);
    expect((await api.get(`/api/v3/files/${own.sha256}?owner=nobody`, { as: analyst })).status).toBe(404);
    for (const { scanId } of [theirs, own]) {
      const scan = await api.json(`/api/v1/files/${own.sha256}/scans/${scanId}`, analyst);
      expect(scan.scanid).toBe(scanId);
    }
    const listed = await api.json(`/api/v1/files/${own.sha256}/scans?owner=${api.account.userName}`, analyst);
    expect(listed.map(({ scanid }: { scanid: string }) => scanid)).toEqual([theirs.scanId]);
  });

  it('lists the files of one owner, in pages of their own', async () => {
    const owner = await api.backends.account();
    for (const name of ['1', '2', '3']) await api.upload(`listed ${name}`, name, owner);
    const first = await api.json(`/api/v1/files?owner=${owner.userName}&limit=2`, analyst);
    const rest = await api.json(first.links.next.slice(api.origin.length), analyst);
    const named = [...first.data, ...rest.data].map(({ name }: { name: string }) => name);
    expect(named).toEqual(['3', '2', '1']);
    const cursor = encodeURIComponent(first.meta.cursor);
    expect((await api.get(`/api/v1/files?cursor=${cursor}`, { as: analyst })).status).toBe(400);
    expect((await api.json('/api/v1/files?owner=nobody-at-all', analyst)).data).toEqual([]);
    for (let scan = 0; scan < 3; scan += 1) await playScan(api.backends);
  });

  it('follows the scans of one owner live', async () => {
    const owner = await api.backends.account();
    const events = readEvents(await api.get(`/api/v1/events?owner=${owner.userName}`, { as: analyst }));
    expect((await events.next())?.data).toEqual({ scans: [] });
    const { sha256, scanId } = await api.upload('followed', 'x', owner);
    const scan = await claimScan(api.backends, await nextMessage(api.backends));
    const one = readEvents(await api.get(`/api/v1/files/${sha256}/scans/${scanId}/events`, { as: analyst }));
    for (const engine of scan.engines) await scan.answer(engine);
    const ended = await events.until(({ event, data }) => event === 'scan' && data.status === 'complete');
    expect(ended.every(({ data }) => data.scanid === scanId)).toBe(true);
    expect((await one.until(({ event }) => event === 'end')).at(-1)?.id).toBe('end');
    await events.leave();
  });

  it('may comment and vote, and the owner sees it', async () => {
    const { sha256 } = await api.upload('discussed');
    const comment = { data: { type: 'comment', attributes: { text: 'from an analyst' } } };
    expect((await api.send('POST', `/api/v3/files/${sha256}/comments`, comment, analyst)).status).toBe(200);
    const vote = { data: { type: 'vote', attributes: { verdict: 'harmless' } } };
    expect((await api.send('POST', `/api/v3/files/${sha256}/votes`, vote, analyst)).status).toBe(200);
    const { data } = await api.json(`/api/v3/files/${sha256}/comments?relationships=author`);
    expect(data[0].relationships.author.data.id).toBe(analyst.userName);
    expect((await api.json(`/api/v3/files/${sha256}`)).data.attributes.reputation).toBe(1);
  });
});
