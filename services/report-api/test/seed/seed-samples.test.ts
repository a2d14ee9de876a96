import { readFile } from 'node:fs/promises';
import { createScan, getScan, reportEngine, scanKey } from '@assay/table';
import { hostedEngine, missingMembers, playScan, rawRequest, readSeedRequest } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

/** The sample's file: an empty ZIP archive of 22 bytes. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
const SHA256 = '8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85';

let api: ReportApi;

beforeAll(async () => {
  api = await startReportApi();
  const { table } = api.backends.scans;
  // The engine of the sample, which the played worker does not have: its pool answers for it as not available.
  await reportEngine(table, 'linux', hostedEngine({ id: 'avg', name: 'AVG', kind: 'antivirus' }), new Date());
  api.backends.scans.catalogue.forget();
  const { scanId } = await api.upload(EMPTY_ZIP, 'zipnew.dat');
  await playScan(api.backends, {
    filetype: {
      attributes: {
        magic: 'Zip archive data (empty)',
        ssdeep: '3:pjt/l:Nt',
        tags: ['zip'],
        trid: [{ file_type: 'ZIP compressed archive (empty)', probability: 100 }],
        type_description: 'ZIP',
        // What a set of known good files and a feed of sightings tell.
        first_seen_itw_date: 1_075_654_056,
        nsrl_info: { filenames: ['WINDOWS DIALUP.ZIP'], products: ['Crysis (Electronic Arts Inc.)'] },
        trusted_verdict: {
          filename: 'lprn_spotlightstory_015.zip',
          link: 'https://dl.google.com/dl/spotlight/test/lprn_spotlightstory/9/lprn_spotlightstory_015.zip',
          organization: 'Google',
          verdict: 'goodware',
        },
      },
    },
  });
  const scan = await getScan(table, api.account.userId, SHA256, scanId);
  if (scan === null) throw new Error('the scan is gone');
  // The sample's own scan id, so that its request can be sent as it is written.
  const ScanID = '23782907443984360149';
  await createScan(table, { ...scan, ...scanKey(api.account.userId, SHA256, ScanID), ScanID });
});
afterAll(() => api?.stop());

async function send(name: string) {
  const request = await readSeedRequest(new URL(`${name}.request.txt`, import.meta.url), {
    jwt: api.account.jwt(),
    id: SHA256,
  });
  return rawRequest(api.port, request.head, request.body);
}

const sample = async (name: string) =>
  JSON.parse(await readFile(new URL(`${name}.response.json`, import.meta.url), 'utf8'));

it.each(['scan-status', 'list-scans'])('answers the sample %s with every member of its sample answer', async (name) => {
  const answer = await send(name);
  expect(answer.status).toBe(200);
  expect(missingMembers(await sample(name), answer.json())).toEqual([]);
});

it('answers the scan of the sample with its very id and status', async () => {
  const { scanid, status } = await sample('scan-status');
  expect((await send('scan-status')).json()).toMatchObject({ scanid, status });
});

it('answers the sample get-file with every member of its sample answer, by name, place and type', async () => {
  const answer = await send('get-file');
  expect(answer.status).toBe(200);
  const wanted = await sample('get-file');
  expect(missingMembers(wanted, answer.json())).toEqual([]);
  const { md5, sha1, sha256, size } = wanted.data.attributes;
  expect(answer.json()).toMatchObject({ id: wanted.id, data: { attributes: { sha1, sha256, size } } });
  expect(md5).toBe(answer.json().data.attributes.md5);
});

it('answers the sample download with the bytes', async () => {
  const answer = await send('download');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-length']).toBe('22');
});
