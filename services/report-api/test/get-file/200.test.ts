import { FileObject } from '@assay/contracts';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

/**
 * 128 bytes whose MD5 stays the same when the highest bit of each byte before a space is turned over: X. Wang, D. Feng,
 * X. Lai, H. Yu, "Collisions for Hash Functions MD4, MD5, HAVAL-128 and RIPEMD", 2004.
 */
const SAME_MD5 = [
  'd131dd02c5e6eec4693d9a0698aff95c2fcab587 12467eab4004583eb8fb7f8955ad3',
  '40609f4b30283e488832571 415a085125e8f7cdc99fd91dbdf2 80373c5bd8823e315',
  '6348f5bae6dacd436c919c6dd53e2b4 87da03fd02396306d248cda0e99f33420f577e',
  'e8ce54b67080a8 0d1ec69821bcb6a8839396f9652b 6ff72a70',
].join('');
const flip = (byte: string) => (Number.parseInt(byte, 16) ^ 0x80).toString(16).padStart(2, '0');

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

describe('a file object', () => {
  it('is found by MD5, SHA-1 and SHA-256 in any case, under both prefixes, with type, id and links inside and beside data', async () => {
    const { md5, sha1, sha256 } = await api.upload('a file', 'a.txt');
    await playScan(api.backends);
    for (const id of [md5, sha1, sha256, md5.toUpperCase(), sha256.toUpperCase()]) {
      for (const prefix of ['/api/v1', '/api/v3']) {
        const file = FileObject.parse(await api.json(`${prefix}/files/${id}`));
        const head = { type: 'file', id: sha256, links: { self: `${api.origin}${prefix}/files/${sha256}` } };
        expect(file).toMatchObject({ ...head, data: head });
        expect(file.data.attributes).toMatchObject({
          md5,
          sha1,
          sha256,
          size: 6,
          names: ['a.txt'],
          meaningful_name: 'a.txt',
        });
      }
    }
  });

  it('shows what the engines found in VirusTotal’s names, and no engine speaks for the service', async () => {
    const { sha256 } = await api.upload('described');
    await playScan(api.backends, {
      clamav: { verdict: 'malicious', label: 'Win.Test.EICAR_HDB-1' },
      yara: { outcome: 'unsupported' },
      filetype: {
        attributes: { magic: 'ASCII text', ssdeep: '3:a:b', reputation: -5, times_submitted: 99, tags: ['text'] },
      },
    });
    const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
    expect(attributes).toMatchObject({
      magic: 'ASCII text',
      ssdeep: '3:a:b',
      reputation: 0,
      times_submitted: 1,
      total_votes: { harmless: 0, malicious: 0 },
      last_analysis_stats: { malicious: 1, 'type-unsupported': 1, undetected: 0, failure: 0 },
      last_analysis_results: {
        ClamAV: {
          category: 'malicious',
          engine_name: 'ClamAV',
          engine_version: '1.4.3',
          engine_update: '20250817',
          method: 'blacklist',
          result: 'Win.Test.EICAR_HDB-1',
        },
      },
    });
    expect(attributes.last_analysis_results['File type']).toBeUndefined();
    for (const name of ['first_submission_date', 'last_submission_date', 'last_analysis_date']) {
      expect(attributes[name]).toBeGreaterThan(1_700_000_000);
    }
    expect(Object.values(attributes)).not.toContain(null);
  });

  it('of which engines find very much shows what fits, names the rest, and leads to it', async () => {
    const { sha256, scanId } = await api.upload('very much');
    await playScan(api.backends, {
      clamav: { verdict: 'malicious', label: 'Eicar' },
      filetype: { attributes: { magic: 'data', exports: 'x'.repeat(5_000_000), attributes_left_out: 'nothing' } },
      yara: { attributes: { imports: 'x'.repeat(5_000_100) } },
    });
    const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
    expect(attributes).toMatchObject({ magic: 'data', last_analysis_results: { ClamAV: { category: 'malicious' } } });
    expect(attributes.exports).toHaveLength(5_000_000);
    expect(attributes.imports).toBeUndefined();
    expect(attributes.attributes_left_out).toEqual({
      yara: { scanid: scanId, attributes: ['imports'], count: 1, bytes: 5_000_102 },
    });
    const result = await api.json(`/api/v1/files/${sha256}/scans/${scanId}/results/yara`);
    expect(JSON.stringify(result)).toContain('x'.repeat(1000));
  });

  it('has the newest name first, its votes, the time of each rule’s match and what the labels have in common', async () => {
    const { sha256, scanId } = await api.upload('complete object', 'first.exe');
    await api.upload('complete object', 'second.exe');
    await api.upload('complete object', 'first.exe');
    await playScan(api.backends, {
      clamav: { verdict: 'malicious', label: 'Win.Trojan.Emotet-9876543-0' },
      yara: {
        verdict: 'suspicious',
        label: 'Windows_Trojan_Emotet_d3ac2b2f',
        attributes: {
          crowdsourced_yara_results: [{ rule_name: 'Windows_Trojan_Emotet_d3ac2b2f', match_date: 1, ruleset_id: '0' }],
        },
      },
      filetype: {
        attributes: {
          popular_threat_classification: { suggested_threat_label: 'forged' },
          last_modification_date: 1,
          names: ['forged'],
        },
      },
    });
    const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
    expect(attributes).toMatchObject({
      names: ['first.exe', 'second.exe'],
      times_submitted: 3,
      unique_sources: 1,
      reputation: 0,
      total_votes: { harmless: 0, malicious: 0 },
      popular_threat_classification: {
        suggested_threat_label: 'trojan.emotet',
        popular_threat_category: [{ count: 2, value: 'trojan' }],
        popular_threat_name: [{ count: 2, value: 'emotet' }],
      },
    });
    expect(attributes.crowdsourced_yara_results).toEqual([
      { rule_name: 'Windows_Trojan_Emotet_d3ac2b2f', match_date: Number(scanId.slice(0, 10)), ruleset_id: '0' },
    ]);
    expect(attributes.last_modification_date).toBe(attributes.last_analysis_date);
  });

  it('of which nothing was found has no threat label, whatever an engine says it is', async () => {
    const { sha256 } = await api.upload('nothing found');
    await playScan(api.backends, {
      filetype: { attributes: { popular_threat_classification: { suggested_threat_label: 'forged' } } },
    });
    const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
    expect(attributes).not.toHaveProperty('popular_threat_classification');
  });

  it('of a file whose first scan runs has zero stats, no results and no date of an analysis', async () => {
    const { sha256 } = await api.upload('not yet scanned');
    const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
    expect(attributes.last_analysis_results).toEqual({});
    expect(Object.values(attributes.last_analysis_stats)).toEqual(Array(8).fill(0));
    expect(attributes).not.toHaveProperty('last_analysis_date');
    await playScan(api.backends);
  });

  it('holds the attributes that were asked for', async () => {
    const { sha256 } = await api.upload('chosen');
    const only = (await api.json(`/api/v3/files/${sha256}?attributes=md5,size`)).data.attributes;
    expect(Object.keys(only).sort()).toEqual(['md5', 'size']);
    const without = (await api.json(`/api/v3/files/${sha256}?exclude_attributes=md5`)).data.attributes;
    expect(without).not.toHaveProperty('md5');
    expect(without).toHaveProperty('sha1');
    await playScan(api.backends);
  });

  it('answers a hash that two files share with the newest and names the other', async () => {
    const older = await api.upload(Buffer.from(SAME_MD5.replaceAll(' ', ''), 'hex'));
    const newer = await api.upload(
      Buffer.from(
        SAME_MD5.replaceAll(/(\w\w) /g, (_, changed) => flip(changed)),
        'hex',
      ),
    );
    expect(newer.md5).toBe(older.md5);
    const file = await api.json(`/api/v3/files/${older.md5}`);
    expect(file.id).toBe(newer.sha256);
    const self = `${api.origin}/api/v3/files/${newer.sha256}`;
    expect(file.data.relationships.hash_collisions).toEqual({
      data: [{ type: 'file', id: older.sha256 }],
      meta: { count: 1 },
      links: { self: `${self}/relationships/hash_collisions`, related: `${self}/hash_collisions` },
    });
    const others = await api.json(`/api/v3/files/${newer.sha256}/hash_collisions?attributes=md5`);
    expect(others.data).toMatchObject([{ type: 'file', id: older.sha256, attributes: { md5: older.md5 } }]);
  });
});
