import { createHash } from 'node:crypto';
import { signToken } from '@assay/cli';
import { beforeAll, describe, expect, it } from 'vitest';
import { proxyTo } from './support/proxy-to.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';
import { startVtNode, type VtNode } from './support/vt-node.ts';

/**
 * The client of npm, as it is. It knows one host only, so a proxy stands for that; what it sends is what it always sends:
 * comments and votes as JSON without a content type, archives as a form, re-analyses with an empty body.
 */
let system: TestSystem;
let vt: VtNode;

const sample = freshFile();
const sha256 = createHash('sha256').update(sample).digest('hex');

beforeAll(async () => {
  system = await startTestSystem();
  vt = startVtNode(await proxyTo('www.virustotal.com', system.url), signToken(system.credentials, { lifetimeS: null }));
  await completed(system.api, await upload(system.api, sample, 'sample.bin'));
});

describe('node-virustotal', () => {
  it('uploads a file', async () => {
    const content = freshFile();
    const { data } = await vt.call('uploadFile', { base64: content.toString('base64') }, 'named.bin', 'text/plain');
    expect(data).toMatchObject({ type: 'analysis', id: expect.any(String) });
    const { meta } = await vt.call('getAnalysisInfo', data.id);
    expect(meta.file_info).toMatchObject({
      sha256: createHash('sha256').update(content).digest('hex'),
      name: 'named.bin',
    });
  });

  it('looks up a file', async () => {
    expect(await vt.call('fileLookup', sha256)).toMatchObject({
      data: { type: 'file', id: sha256, attributes: { meaningful_name: 'sample.bin' } },
    });
  });

  it('is told of a file that is not there', async () => {
    await expect(vt.call('fileLookup', '0'.repeat(64))).rejects.toMatchObject({ error: { code: 'NotFoundError' } });
  });

  it('analyses a file again with an empty body', async () => {
    expect(await vt.call('reAnalyseFile', sha256)).toMatchObject({ data: { type: 'analysis' } });
  });

  it('votes, without saying that it is JSON', async () => {
    expect(await vt.call('sendFileVote', sha256, 'harmless')).toMatchObject({
      data: { type: 'vote', attributes: { verdict: 'harmless', value: 1 } },
    });
    await expect(vt.call('sendFileVote', sha256, 'harmless')).rejects.toMatchObject({
      error: { code: 'AlreadyExistsError' },
    });
    expect((await vt.call('fileVotesLookup', sha256)).data).toHaveLength(1);
  });

  it('reads comments', async () => {
    const comment = { data: { type: 'comment', attributes: { text: 'seen before' } } };
    // This client sends those on files to the address of URLs; a person writes with the wire shape it uses elsewhere.
    const written = await fetch(`${system.url}/api/v3/files/${sha256}/comments`, {
      method: 'POST',
      // Of bytes `fetch` says no content type.
      headers: { 'x-apikey': signToken(system.credentials) },
      body: Buffer.from(JSON.stringify(comment)),
    });
    expect(written.status).toBe(200);
    expect((await vt.call('fileCommentLookup', sha256)).data).toMatchObject([{ attributes: { text: 'seen before' } }]);
  });

  it('is told in JSON that there are no URLs here, to which it sends comments on files', async () => {
    await expect(vt.call('postFileComment', sha256, 'text')).rejects.toMatchObject({
      error: { code: 'NotFoundError' },
    });
  });

  it('asks for an archive with a password, as JSON without a content type', async () => {
    const { data } = await vt.call('makePasswordZipFile', 'infected', [sha256]);
    expect(data).toMatchObject({ type: 'zip_file', attributes: { files_ok: 1, files_error: 0 } });
    expect(await vt.call('getZipFileInfo', data.id)).toMatchObject({ data: { attributes: { status: 'finished' } } });
    expect((await vt.call('getZipFileDownloadLink', data.id)).data).toMatch(/^https?:\/\//);
  });

  it('asks for an archive without a password, as a form', async () => {
    const { data } = await vt.call('makePlainTextZipFile', [sha256]);
    expect(data).toMatchObject({ type: 'zip_file', attributes: { files_ok: 1 } });
  });

  it('asks where to download a file', async () => {
    const { data } = await vt.call('getFileDownloadLink', sha256);
    expect(data).toMatch(/^https?:\/\//);
  });

  it('reads who it is and what it has used', async () => {
    const { username } = system.credentials;
    expect(await vt.call('getUserInfo', username)).toMatchObject({ data: { type: 'user', id: username } });
    expect(await vt.call('getUserUsageInfo', username)).toMatchObject({ data: { total: expect.any(Object) } });
  });
});
