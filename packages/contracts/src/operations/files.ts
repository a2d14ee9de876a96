import { z } from 'zod';
import { FileList, FileObject } from '../http.ts';
import { operation } from '../operation.ts';
import { Cursor, limitOf } from '../page.ts';
import { FileVerdict } from '../verdict.ts';
import { FileParams } from './params.ts';

const Text = z.string().min(1).max(255);
/** A day, or a moment with its time zone. */
const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** What `GET /api/v1/files` can be narrowed by; several at once must all hold. */
export const FileFilter = z.object({
  name: Text.optional().describe('Part of any of its names, any case.'),
  tag: Text.optional(),
  type: Text.optional().describe('`type_tag`, or part of `type_description`, any case.'),
  verdict: FileVerdict.optional().describe('`unknown` also finds files whose first scan is not complete.'),
  submitted_from: Moment.optional().describe('Last submitted then or later.'),
  submitted_before: Moment.optional().describe('Last submitted earlier.'),
});

export const listFiles = operation({
  id: 'listFiles',
  method: 'GET',
  path: '/files',
  under: ['v1'],
  service: 'report-api',
  tag: 'Files',
  summary: 'My files, last submitted first',
  query: FileFilter.extend({ limit: limitOf(40, 20), cursor: Cursor }),
  answer: { description: 'A page of files.', schema: FileList },
});

/** Names of attributes, separated by commas, as a set. */
const Names = z
  .string()
  .max(4096)
  .transform((text) => new Set(text.split(',').map((name) => name.trim())));

export const getFile = operation({
  id: 'getFile',
  method: 'GET',
  path: '/files/{id}',
  under: ['v1', 'v3'],
  service: 'report-api',
  tag: 'Files',
  summary: 'Everything known of a file',
  params: FileParams,
  query: z.object({
    attributes: Names.optional().describe('Only these attributes, separated by commas.'),
    exclude_attributes: Names.optional().describe('All attributes but these.'),
  }),
  answer: { description: 'The file object.', schema: FileObject },
  errors: ['not-found'],
});

export const FILES = [listFiles, getFile];
