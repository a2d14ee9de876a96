import { z } from 'zod';
import { Sha256, UserName } from '../ids.ts';
import { operation } from '../operation.ts';
import { FileParams } from './params.ts';

export const DeletedFile = z
  .object({
    data: z.object({
      type: z.literal('file'),
      id: Sha256,
      attributes: z.object({ state: z.literal('deleting') }),
    }),
  })
  .meta({ id: 'DeletedFile' });

export const deleteFile = operation({
  id: 'deleteFile',
  method: 'DELETE',
  path: '/files/{id}',
  under: ['v1', 'v3'],
  service: 'report-api',
  tag: 'Files',
  summary: 'Delete a file with everything that is known of it',
  description:
    'At once nobody can read it any more; its bytes in all versions, scans, results, comments and traces in search are removed soon after. Only its owner and admins may.',
  params: FileParams,
  query: z.object({ owner: UserName.optional().describe('Whose file, for admins.') }),
  answer: { description: 'The deletion has begun and will end by itself.', schema: DeletedFile },
  errors: ['not-found', 'forbidden'],
});

export const DELETION = [deleteFile];
