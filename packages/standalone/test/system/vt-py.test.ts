import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '@assay/cli';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eicar } from '../../src/eicar.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';
import { startVtPy, type VtPy } from './support/vt-py.ts';

/** VirusTotal's own client for Python, installed as it is and told nothing but another host. */
const folder = mkdtempSync(join(tmpdir(), 'assay-vt-py-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MIB = 1024 * 1024;
const hash = (name: string, content: Uint8Array) => createHash(name).update(content).digest('hex');
const place = (name: string, content: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const sample = freshFile();
const sha256 = hash('sha256', sample);
const large = Buffer.concat([Buffer.from('large '), randomBytes(40 * MIB)]);

let system: TestSystem;
let vt: VtPy;
/** The client looks again only after 20 s, so both have begun before the other tests. */
let waited: Promise<unknown>;
let sentLarge: Promise<{ id: string; type: string }>;

beforeAll(async () => {
  system = await startTestSystem();
  // Its users cannot renew a token, so theirs have no end.
  vt = startVtPy(system, signToken(system.credentials, { lifetimeS: null }));
  waited = vt.call('scan_file', { path: place('eicar tést.com', eicar()), wait: true });
  sentLarge = vt.call('scan_file', { path: place('large.bin', large) });
  for (const call of [waited, sentLarge]) call.catch(() => undefined);
  await completed(system.api, await upload(system.api, sample, 'sample.bin'));
});

describe('scan_file', () => {
  it('uploads what is too large for /files, in one request', async () => {
    const { id, type } = await sentLarge;
    expect(type).toBe('analysis');
    const { meta } = await vt.call('get_json', { path: `/analyses/${id}` });
    expect(meta.file_info).toMatchObject({ sha256: hash('sha256', large), size: large.length });
  });

  it('waits until the analysis is completed, and then has every engine', async () => {
    const { attributes } = (await waited) as { attributes: { status: string; stats: object; results: object } };
    expect(attributes).toMatchObject({ status: 'completed', stats: { malicious: 2 } });
    expect(attributes.results).toMatchObject({ ClamAV: { category: 'malicious', method: 'blacklist' } });
  });

  it('keeps the name of the file, without the folders before it', async () => {
    const { attributes } = await vt.call('get_object', { path: `/files/${hash('md5', eicar())}` });
    expect(attributes.meaningful_name).toBe('eicar tést.com');
  });
});

describe('get_object', () => {
  it.each(['md5', 'sha1', 'sha256'])('reads the report of a file by its %s', async (algorithm) => {
    const file = await vt.call('get_object', { path: `/files/${hash(algorithm, sample)}` });
    expect(file).toMatchObject({
      type: 'file',
      id: sha256,
      attributes: { size: sample.length, meaningful_name: 'sample.bin', last_analysis_stats: { malicious: 0 } },
    });
    expect(Object.keys(file.attributes.last_analysis_results).length).toBeGreaterThan(1);
  });

  it('brings the relationships that are asked for with it', async () => {
    const file = await vt.call('get_object', {
      path: `/files/${sha256}`,
      params: { relationships: 'analyses,comments' },
    });
    expect(Object.keys(file.relationships)).toEqual(['analyses', 'comments']);
    expect(file.relationships.analyses.data[0]).toMatchObject({ type: 'analysis' });
  });

  it('reads only the attributes that are asked for', async () => {
    const file = await vt.call('get_object', { path: `/files/${sha256}`, params: { attributes: 'md5,size' } });
    expect(file.attributes).toEqual({ md5: hash('md5', sample), size: sample.length });
  });

  it('raises NotFoundError for a file that is not there', async () => {
    const absent = vt.call('get_object', { path: `/files/${'0'.repeat(64)}` });
    await expect(absent).rejects.toMatchObject({ code: 'NotFoundError' });
  });

  it('raises WrongCredentialsError for a key that is none', async () => {
    const refused = vt.call('get_object', { path: `/files/${sha256}`, token: 'nonsense' });
    await expect(refused).rejects.toMatchObject({ code: 'WrongCredentialsError' });
  });

  it('finds its way also with a host that ends with a slash', async () => {
    expect(await vt.call('get_object', { path: `/files/${sha256}`, host: `${system.url}/` })).toMatchObject({
      id: sha256,
    });
  });
});

describe('comments', () => {
  const texts = Array.from({ length: 13 }, (_, at) => `Comment ${at} of many #assay`);

  it('are posted', async () => {
    for (const text of texts) {
      const comment = await vt.call('post_comment', { sha256, text });
      expect(comment).toMatchObject({ type: 'comment', attributes: { text, tags: ['assay'] } });
      expect(comment.id).toMatch(new RegExp(`^f-${sha256}-[0-9a-f]{8}$`));
    }
  });

  it('are read by an iterator over several pages, newest first', async () => {
    const comments = await vt.call('iterate', { path: `/files/${sha256}/comments`, batch_size: 5 });
    expect(comments.map((each: { attributes: { text: string } }) => each.attributes.text)).toEqual(texts.toReversed());
  });

  it('are read on by the cursor of an iterator that stopped', async () => {
    const path = `/files/${sha256}/comments`;
    const whole = await vt.call('iterate', { path });
    const halves = await vt.call('iterate_in_two_halves', { path, batch_size: 5 });
    expect(halves).toEqual(whole.map((each: { id: string }) => each.id));
  });

  it('are found among the latest by their tag', async () => {
    const found = await vt.call('iterate', { path: '/comments', params: { filter: 'tag:assay' }, limit: 3 });
    expect(found).toHaveLength(3);
  });

  it('are deleted by who wrote them', async () => {
    const { id } = await vt.call('post_comment', { sha256, text: 'not for long' });
    expect(await vt.call('delete', { path: `/comments/${id}` })).toBe(200);
    await expect(vt.call('get_object', { path: `/comments/${id}` })).rejects.toMatchObject({ code: 'NotFoundError' });
  });
});

describe('votes', () => {
  it('are given once', async () => {
    const vote = await vt.call('post_vote', { sha256, verdict: 'malicious' });
    expect(vote).toMatchObject({ type: 'vote', attributes: { verdict: 'malicious' } });
    const again = vt.call('post_vote', { sha256, verdict: 'malicious' });
    await expect(again).rejects.toMatchObject({ code: 'AlreadyExistsError' });
  });

  it('are read by an iterator', async () => {
    const votes = await vt.call('iterate', { path: `/files/${sha256}/votes` });
    expect(votes).toMatchObject([{ type: 'vote', attributes: { verdict: 'malicious', value: -1 } }]);
  });

  it('count in the report', async () => {
    const { attributes } = await vt.call('get_object', { path: `/files/${sha256}` });
    expect(attributes.total_votes).toEqual({ harmless: 0, malicious: 1 });
    expect(attributes.reputation).toBeLessThan(0);
  });
});

describe('downloads', () => {
  it('download_file writes the bytes', async () => {
    const path = join(folder, 'downloaded.bin');
    await vt.call('download_file', { file_hash: sha256, path });
    expect(readFileSync(path)).toEqual(sample);
  });

  it('a download_url is good without a key', async () => {
    const url: string = await vt.call('get_data', { path: `/files/${sha256}/download_url` });
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(sample);
  });

  it('download_zip_files writes one encrypted archive of several files', async () => {
    const path = join(folder, 'several.zip');
    await completed(system.api, await upload(system.api, eicar(), 'eicar.com'));
    const hashes = [sha256, hash('sha256', eicar())];
    await vt.call('download_zip_files', { hashes, path, password: 'secret' });
    const zip = new ZipReader(new Uint8ArrayReader(new Uint8Array(readFileSync(path))), { password: 'secret' });
    const entries = await zip.getEntries();
    const contents = await Promise.all(
      entries.map(async (entry) => {
        if (entry.directory) throw new Error('a folder');
        expect(entry.encrypted).toBe(true);
        return hash('sha256', await entry.getData(new Uint8ArrayWriter()));
      }),
    );
    expect(contents.sort()).toEqual(hashes.sort());
  });
});

describe('analyses', () => {
  it('a file is analysed again by a post with nothing in it', async () => {
    const { data } = await vt.call('analyse', { sha256 });
    expect(data).toMatchObject({ type: 'analysis' });
    await vi.waitFor(async () => {
      const { attributes } = await vt.call('get_object', { path: `/analyses/${data.id}` });
      expect(attributes.status).toBe('completed');
    }, 60_000);
    expect(await vt.call('get_object', { path: `/analyses/${data.id}/item` })).toMatchObject({
      type: 'file',
      id: sha256,
    });
  });

  it('of a file are read by an iterator', async () => {
    const analyses = await vt.call('iterate', { path: `/files/${sha256}/analyses`, limit: 10 });
    expect(analyses.length).toBeGreaterThan(1);
    expect(analyses[0]).toMatchObject({ type: 'analysis', attributes: { status: 'completed' } });
  });

  it('submissions are read by an iterator', async () => {
    const submissions = await vt.call('iterate', { path: `/files/${sha256}/submissions` });
    expect(submissions).toMatchObject([
      { type: 'submission', attributes: { date: expect.any(Number), name: 'sample.bin' } },
    ]);
  });
});

describe('search', () => {
  it('finds a file by a query of several words', async () => {
    const query = `name:sample size:${sample.length - 1}+ positives:1-`;
    await vi.waitFor(async () => {
      const found = await vt.call('iterate', { path: '/intelligence/search', params: { query }, limit: 10 });
      expect(found.map((each: { id: string }) => each.id)).toContain(sha256);
    }, 30_000);
  });

  it('answers descriptors alone when they are enough', async () => {
    const params = { query: 'name:sample', descriptors_only: 'true' };
    const [found] = await vt.call('iterate', { path: '/intelligence/search', params, limit: 1 });
    expect(found.attributes ?? {}).toEqual({});
    expect(found).toMatchObject({ type: 'file', id: sha256 });
  });

  it('finds a hash, and nothing for one that nobody has', async () => {
    const [found] = await vt.call('iterate', { path: '/search', params: { query: hash('md5', sample) } });
    expect(found).toMatchObject({ type: 'file', id: sha256 });
    expect(await vt.call('iterate', { path: '/search', params: { query: 'f'.repeat(64) } })).toEqual([]);
  });

  it('says where a query is wrong', async () => {
    const wrong = vt.call('iterate', { path: '/intelligence/search', params: { query: 'size:large' } });
    await expect(wrong).rejects.toMatchObject({ code: expect.stringMatching(/^(BadRequest|InvalidArgument)Error$/) });
  });
});

describe('the caller', () => {
  it('reads the metadata', async () => {
    const { data } = await vt.call('get_json', { path: '/metadata' });
    expect(Object.keys(data.engines)).toContain('ClamAV');
    expect(data.relationships.file.map(({ name }: { name: string }) => name)).toContain('comments');
  });

  it('reads who they are', async () => {
    const { username } = system.credentials;
    const user = await vt.call('get_object', { path: `/users/${username}` });
    expect(user).toMatchObject({ type: 'user', id: username });
    expect(user.attributes).toHaveProperty('quotas');
  });

  it('reads what is left of the quotas', async () => {
    const { data } = await vt.call('get_json', { path: `/users/${system.credentials.username}/overall_quotas` });
    expect(data.api_requests_daily.user).toMatchObject({ allowed: expect.any(Number), used: expect.any(Number) });
  });

  it('reads what was used', async () => {
    const { data } = await vt.call('get_json', { path: `/users/${system.credentials.username}/api_usage` });
    expect(data).toMatchObject({ daily: expect.any(Object), total: expect.any(Object) });
  });

  it('is told in JSON that there are no URLs here', async () => {
    await expect(vt.call('scan_url', { url: 'https://example.org/' })).rejects.toMatchObject({ code: 'NotFoundError' });
  });
});
