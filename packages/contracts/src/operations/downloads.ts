import { z } from 'zod';
import { operation } from '../operation.ts';
import { NewZipFile, TransferUrl, ZipFile } from '../transfers-http.ts';
import { FileParams } from './params.ts';

const downloads = { under: ['v1', 'v3'], service: 'report-api', tag: 'Download' } as const;
const Owner = z.string().max(64).optional().describe('User name, when several people have this file. For analysts.');
const bytes = {
  description: 'The bytes, as an attachment.',
  statuses: [200, 206],
  types: ['application/octet-stream', 'application/zip'],
} as const;
const archive = { description: 'The archive, as an attachment.', types: ['application/zip'] };

export const downloadFile = operation({
  ...downloads,
  id: 'downloadFile',
  method: 'GET',
  path: '/files/{id}/download',
  summary: 'The bytes of a file',
  description: 'A `Range` of one piece is answered with that piece.',
  params: FileParams,
  query: z.object({
    format: z
      .enum(['raw', 'zip'])
      .default('raw')
      .describe('`zip`: inside an AES archive with the password `infected`.'),
    owner: Owner,
  }),
  answer: bytes,
  errors: ['not-found'],
});

export const getDownloadUrl = operation({
  ...downloads,
  id: 'getDownloadUrl',
  method: 'GET',
  path: '/files/{id}/download_url',
  summary: 'An address from which the bytes of a file can be fetched',
  description:
    'Good for an hour, as often as it is wanted and without credentials, as long as the file is there and who asked may still see it.',
  params: FileParams,
  query: z.object({ owner: Owner }),
  answer: { description: 'The address.', schema: TransferUrl },
  errors: ['not-found'],
});

export const downloadByUrl = operation({
  ...downloads,
  id: 'downloadByUrl',
  method: 'GET',
  path: '/downloads/{token}',
  under: ['v3'],
  access: 'anyone',
  cost: 'free',
  summary: 'The bytes behind an address from `download_url`',
  params: z.object({ token: z.string().describe('As it stands in the address.') }),
  answer: bytes,
  errors: ['not-found'],
});

export const createZipFile = operation({
  ...downloads,
  id: 'createZipFile',
  method: 'POST',
  path: '/intelligence/zip_files',
  summary: 'An archive of several files',
  description: 'JSON under any content type, or a form as `data[hashes][0]=…&data[password]=…`. Kept for an hour.',
  body: { schema: NewZipFile },
  answer: { description: 'The archive.', schema: ZipFile },
  errors: ['too-large'],
});

const ZipParams = z.object({ id: z.string().max(128).describe('As `createZipFile` answered it.') });

export const getZipFile = operation({
  ...downloads,
  id: 'getZipFile',
  method: 'GET',
  path: '/intelligence/zip_files/{id}',
  summary: 'How an archive stands',
  cost: 'free',
  params: ZipParams,
  answer: { description: 'The archive.', schema: ZipFile },
  errors: ['not-found'],
});

export const downloadZipFile = operation({
  ...downloads,
  id: 'downloadZipFile',
  method: 'GET',
  path: '/intelligence/zip_files/{id}/download',
  summary: 'The archive itself',
  params: ZipParams,
  answer: archive,
  errors: ['not-found'],
});

export const getZipFileDownloadUrl = operation({
  ...downloads,
  id: 'getZipFileDownloadUrl',
  method: 'GET',
  path: '/intelligence/zip_files/{id}/download_url',
  summary: 'An address from which the archive can be fetched',
  params: ZipParams,
  answer: { description: 'The address.', schema: TransferUrl },
  errors: ['not-found'],
});

export const DOWNLOADS = [
  downloadFile,
  getDownloadUrl,
  downloadByUrl,
  createZipFile,
  getZipFile,
  downloadZipFile,
  getZipFileDownloadUrl,
];
