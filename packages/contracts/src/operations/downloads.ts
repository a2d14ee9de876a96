import { z } from 'zod';
import { operation } from '../operation.ts';
import { FileParams } from './params.ts';

export const downloadFile = operation({
  id: 'downloadFile',
  method: 'GET',
  path: '/files/{id}/download',
  under: ['v1', 'v3'],
  service: 'report-api',
  tag: 'Download',
  summary: 'The bytes of a file',
  params: FileParams,
  query: z.object({
    format: z
      .enum(['raw', 'zip'])
      .default('raw')
      .describe('`zip`: inside an AES archive with the password `infected`.'),
  }),
  answer: { description: 'The bytes, as an attachment.', types: ['application/octet-stream', 'application/zip'] },
  errors: ['not-found'],
});

export const DOWNLOADS = [downloadFile];
