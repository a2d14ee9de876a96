import { z } from 'zod';
import { AnalysisDescriptor } from '../http.ts';
import { operation } from '../operation.ts';
import { MAX_ARCHIVE_PASSWORD, TransferUrl } from '../transfers-http.ts';
import { FileParams } from './params.ts';

const File = z.object({
  file: z.file().describe('The file.'),
  password: z
    .string()
    .max(MAX_ARCHIVE_PASSWORD)
    .optional()
    .describe(
      'Of a protected ZIP with one file in it, which is scanned instead of the archive. Before or after `file`.',
    ),
});

const answer = { description: 'The analysis that has begun.', schema: AnalysisDescriptor };
const upload = {
  service: 'upload-api',
  tag: 'Upload',
  description:
    'With a header `Idempotency-Key` of 1 to 255 printable ASCII characters, the same file under the same key within ' +
    '24 hours is answered with the first analysis and counts once; another file under it is a 409.',
  body: { schema: File, multipart: true },
  answer,
  errors: ['too-slow', 'too-large', 'busy', 'conflict', 'no-engines'],
} as const;
const direct = { ...upload, path: '/files', under: ['v1', 'v3'], cost: 'upload' } as const;

export const putFile = operation({ ...direct, id: 'putFile', method: 'PUT', summary: 'Upload and scan a file' });
export const postFile = operation({
  ...direct,
  id: 'postFile',
  method: 'POST',
  summary: "Upload and scan a file, as VirusTotal's clients do",
});

export const getUploadUrl = operation({
  id: 'getUploadUrl',
  method: 'GET',
  path: '/files/upload_url',
  under: ['v1', 'v3'],
  service: 'upload-api',
  tag: 'Upload',
  summary: 'An address that takes one upload',
  description: 'Good for an hour and for one file, which becomes the file of who asked. Needs no credentials itself.',
  cost: 'upload',
  answer: { description: 'The address.', schema: TransferUrl },
});

export const postToUploadUrl = operation({
  ...upload,
  id: 'postToUploadUrl',
  method: 'POST',
  path: '/uploads/{token}',
  under: ['v3'],
  access: 'anyone',
  cost: 'free',
  summary: 'Upload and scan a file at an address from `upload_url`',
  params: z.object({ token: z.string().describe('As it stands in the address.') }),
  errors: [...upload.errors, 'not-found'],
});

export const analyseFile = operation({
  id: 'analyseFile',
  method: 'POST',
  path: '/files/{id}/analyse',
  under: ['v1', 'v3'],
  service: 'upload-api',
  tag: 'Upload',
  summary: 'Scan a stored file again',
  description: "Every engine looks anew. Of other people's files this is for admins.",
  cost: 'upload',
  params: FileParams,
  query: z.object({
    engines: z.string().max(4096).optional().describe('Ids of some engines, separated by commas; all when absent.'),
    owner: z.string().max(64).optional().describe('User name, when several people have this file. For admins.'),
  }),
  answer,
  errors: ['forbidden', 'not-found', 'busy', 'no-engines'],
});

export const UPLOADS = [putFile, postFile, getUploadUrl, postToUploadUrl, analyseFile];
