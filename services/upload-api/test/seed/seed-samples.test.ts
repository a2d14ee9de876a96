import { readFile } from 'node:fs/promises';
import { parseAnalysisId } from '@assay/contracts';
import { filePart, missingMembers, multipartBody, rawRequest, readSeedRequest } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { multipartType, startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi();
});
afterAll(() => api?.stop());

async function send(name: string, id?: string) {
  const form = { type: multipartType, body: multipartBody([filePart('a sample')]) };
  const fill = { jwt: api.account.jwt(), form, ...(id === undefined ? {} : { id }) };
  const request = await readSeedRequest(new URL(`${name}.request.txt`, import.meta.url), fill);
  return rawRequest(api.port, request.head, request.body);
}

it('answers the samples upload and analyse with every member of their sample answers', async () => {
  const uploaded = await send('upload');
  const analysed = await send('analyse', uploaded.json().meta.file_info.sha256);
  for (const [name, answer] of [
    ['upload', uploaded],
    ['analyse', analysed],
  ] as const) {
    expect(answer.status).toBe(200);
    const sample = JSON.parse(await readFile(new URL(`${name}.response.json`, import.meta.url), 'utf8'));
    expect(missingMembers(sample, answer.json())).toEqual([]);
    expect(answer.json().data.type).toBe('analysis');
    expect(parseAnalysisId(answer.json().data.id)?.md5).toBe(uploaded.json().meta.file_info.md5);
  }
});
