import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

async function unzip(answer: Answer | Response, password: string): Promise<Record<string, string>> {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const zip = new Uint8ArrayReader(new Uint8Array(await answer.arrayBuffer()));
  const entries = await new ZipReader(zip, { password }).getEntries();
  const read = entries.map(async (entry) => {
    if (entry.directory || !entry.encrypted) throw new Error('not a protected file');
    return [entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter())).toString()];
  });
  return Object.fromEntries(await Promise.all(read));
}

const post = (body: string, headers: Record<string, string>, prefix = '/api/v3'): Promise<Answer> =>
  fetch(`${api.origin}${prefix}/intelligence/zip_files`, {
    method: 'POST',
    headers: { ...api.account.headers(), ...headers },
    // Of bytes the type is not guessed.
    body: new TextEncoder().encode(body),
  });

describe('an archive', () => {
  it.each(['/api/v1', '/api/v3'])('holds the files that were asked for, under its password, at %s', async (prefix) => {
    const [one, two] = [await api.upload('one', 'one.exe'), await api.upload('two', '../two.exe')];
    const request = { data: { hashes: [one.md5.toUpperCase(), two.sha256, one.sha256], password: 'pass wörd' } };
    const made = await (await post(JSON.stringify(request), { 'content-type': 'application/json' }, prefix)).json();
    const { id } = made.data;
    const self = `${api.origin}${prefix}/intelligence/zip_files/${id}`;
    expect(made).toEqual({
      data: {
        type: 'zip_file',
        id,
        links: { self },
        attributes: { status: 'finished', progress: 1, files_ok: 2, files_error: 0 },
      },
    });
    expect(await api.json(`${prefix}/intelligence/zip_files/${id}`)).toEqual(made);
    const contents = { [one.sha256]: 'one', [two.sha256]: 'two' };
    const path = `${prefix}/intelligence/zip_files/${id}/download`;
    for (let use = 0; use < 2; use += 1) expect(await unzip(await api.get(path), 'pass wörd')).toEqual(contents);
    expect((await api.get(path, { method: 'HEAD' })).headers.get('content-type')).toBe('application/zip');
    const { data } = await api.json(`${prefix}/intelligence/zip_files/${id}/download_url`);
    expect(await unzip(await fetch(data), 'pass wörd')).toEqual(contents);
  });

  it.each([
    ['text/plain; charset=utf-8', (hashes: string[]) => JSON.stringify({ data: { hashes } })],
    ['', (hashes: string[]) => JSON.stringify({ data: { hashes } })],
    [
      'application/x-www-form-urlencoded',
      (hashes: string[]) => hashes.map((hash, at) => `data%5Bhashes%5D%5B${at}%5D=${hash}`).join('&'),
    ],
    [
      'application/x-www-form-urlencoded; charset=utf-8',
      (hashes: string[]) => hashes.map((hash) => `data[hashes][]=${hash}`).join('&'),
    ],
  ])('is asked for as clients do, here under "%s", and has the usual password', async (type, bodyOf) => {
    const [one, two] = [await api.upload('first'), await api.upload('second')];
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const answer = await post(bodyOf([one.sha256, two.sha256]), headers);
    expect(answer.status).toBe(200);
    const { id } = (await answer.json()).data;
    const zip = await api.get(`/api/v3/intelligence/zip_files/${id}/download`);
    expect(await unzip(zip, 'infected')).toEqual({ [one.sha256]: 'first', [two.sha256]: 'second' });
  });

  it('counts hashes that name nothing, or nothing of mine, and is an error when there is nothing else', async () => {
    const other = await api.backends.account();
    const [mine, theirs] = [await api.upload('mine'), await api.upload('theirs', 'x', other)];
    const ask = async (hashes: string[]) => (await (await post(JSON.stringify({ data: { hashes } }), {})).json()).data;
    const some = await ask([mine.sha1, theirs.sha256, 'f'.repeat(64), 'no hash']);
    expect(some.attributes).toEqual({ status: 'finished', progress: 1, files_ok: 1, files_error: 3 });
    const zip = await api.get(`/api/v3/intelligence/zip_files/${some.id}/download`);
    expect(await unzip(zip, 'infected')).toEqual({ [mine.sha256]: 'mine' });
    const none = await ask([theirs.sha256]);
    expect(none.attributes).toEqual({ status: 'error-creating', progress: 0, files_ok: 0, files_error: 1 });
    expect((await api.get(`/api/v3/intelligence/zip_files/${none.id}/download`)).status).toBe(404);
  });

  it('keeps its password from who can read Redis', async () => {
    const { sha256 } = await api.upload('sealed');
    await post(JSON.stringify({ data: { hashes: [sha256], password: 'very-secret' } }), {});
    for (const key of await api.backends.client.keys('zip:*')) {
      expect(await api.backends.client.get(key)).not.toMatch(/very-secret/);
    }
  });
});
