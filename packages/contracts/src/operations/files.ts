import { z } from 'zod';
import { FileBriefObject, FileChange } from '../change-file-http.ts';
import { History } from '../history-http.ts';
import { FileList, FileObject } from '../http.ts';
import { operation } from '../operation.ts';
import { Cursor, limitOf } from '../page.ts';
import { FILE_RELATIONSHIPS } from '../relationships.ts';
import { FileVerdict } from '../verdict.ts';
import { FileParams } from './params.ts';
import { AttributeChoice, OwnerChoice, relationshipChoice } from './selection.ts';

const Text = z.string().min(1).max(255);
/** A day, or a moment with its time zone. */
const Moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => new Date(text).toISOString());

/** What `GET /api/v1/files` can be narrowed by; several at once must all hold. */
export const FileFilter = z.object({
  name: Text.optional().describe('Part of any of its names, any case.'),
  tag: Text.optional(),
  type: Text.optional().describe('`type_tag`, or part of `type_description`, any case.'),
  verdict: FileVerdict.optional().describe('`unknown` also finds files whose first scan is not complete.'),
  submitted_from: Moment.optional().describe('Last submitted then or later.'),
  submitted_before: Moment.optional().describe('Last submitted earlier.'),
});
export type FileFilter = z.output<typeof FileFilter>;

export const listFiles = operation({
  id: 'listFiles',
  method: 'GET',
  path: '/files',
  under: ['v1'],
  service: 'report-api',
  tag: 'Files',
  summary: 'My files, last submitted first',
  query: FileFilter.extend({ limit: limitOf(40, 20), cursor: Cursor, owner: OwnerChoice.shape.owner }),
  answer: { description: 'A page of files.', schema: FileList },
  errors: ['forbidden'],
});

export const getFile = operation({
  id: 'getFile',
  method: 'GET',
  path: '/files/{id}',
  under: ['v1', 'v3'],
  service: 'report-api',
  tag: 'Files',
  summary: 'Everything known of a file',
  params: FileParams,
  query: AttributeChoice.extend({ ...relationshipChoice(FILE_RELATIONSHIPS).shape, ...OwnerChoice.shape }),
  answer: { description: 'The file object.', schema: FileObject },
  errors: ['not-found', 'too-long'],
});

export const changeFile = operation({
  id: 'changeFile',
  method: 'PATCH',
  path: '/files/{id}',
  under: ['v1'],
  service: 'report-api',
  tag: 'Files',
  summary: 'Tag and name a file; its owner and an admin may',
  params: FileParams,
  query: OwnerChoice,
  body: { schema: FileChange, example: { tags: { add: ['invoice'], remove: ['todo'] }, name: 'Invoice 2020' } },
  answer: { description: 'The file as it is now.', schema: FileBriefObject },
  errors: ['not-found', 'forbidden'],
});

export const fileHistory = operation({
  id: 'fileHistory',
  method: 'GET',
  path: '/files/{id}/history',
  under: ['v1'],
  service: 'report-api',
  tag: 'Files',
  summary: 'Submissions and scans of a file, newest first, who and what began them',
  params: FileParams,
  query: OwnerChoice.extend({ limit: limitOf(100, 40), cursor: Cursor }),
  answer: { description: 'A page of what happened.', schema: History },
  errors: ['not-found'],
});

export const FILES = [listFiles, getFile, changeFile, fileHistory];
