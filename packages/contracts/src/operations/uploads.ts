import { z } from 'zod';
import { AnalysisDescriptor } from '../http.ts';
import { operation } from '../operation.ts';
import { FileParams } from './params.ts';

const File = z.object({
  file: z.file().describe('The file.'),
  password: z.string().max(1024).optional().describe('Not taken yet: a form with a password is refused.'),
});
const answer = { description: 'The analysis that has begun.', schema: AnalysisDescriptor };
const upload = {
  path: '/files',
  under: ['v1', 'v3'],
  service: 'upload-api',
  tag: 'Upload',
  cost: 'upload',
  body: { schema: File, multipart: true },
  answer,
  errors: ['too-slow', 'too-large', 'busy', 'no-engines'],
} as const;

export const putFile = operation({ ...upload, id: 'putFile', method: 'PUT', summary: 'Upload and scan a file' });
export const postFile = operation({
  ...upload,
  id: 'postFile',
  method: 'POST',
  summary: "Upload and scan a file, as VirusTotal's clients do",
});

export const analyseFile = operation({
  id: 'analyseFile',
  method: 'POST',
  path: '/files/{id}/analyse',
  under: ['v1', 'v3'],
  service: 'upload-api',
  tag: 'Upload',
  summary: 'Scan a stored file again',
  description: 'Every engine looks anew.',
  cost: 'upload',
  params: FileParams,
  query: z.object({
    engines: z.string().max(4096).optional().describe('Ids of some engines, separated by commas; all when absent.'),
  }),
  answer,
  errors: ['not-found', 'no-engines'],
});

export const UPLOADS = [putFile, postFile, analyseFile];
