import { z } from 'zod';
import { FileBrief } from './http.ts';

/** What people call a file: printable, in one line. */
const DisplayName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+$/u, 'must be printable and in one line')
  .transform((name) => name.normalize('NFC'));

/** A tag of people, in lower case. */
export const UserTag = z
  .string()
  .max(64)
  .transform((tag) => tag.normalize('NFC').trim().toLowerCase())
  .pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:+-]{0,63}$/u, 'must be letters, digits, spaces and ._:+-'));

const UserTags = z.array(UserTag).max(100).default([]);

/** The body of `PATCH /api/v1/files/{id}`. What is absent stays as it is. */
export const FileChange = z
  .strictObject({
    tags: z
      .strictObject({ add: UserTags, remove: UserTags })
      .optional()
      .describe('Tags of people, beside the engines’.'),
    name: DisplayName.nullable().optional().describe('Shown instead of the submitted names; null takes it back.'),
  })
  .meta({ id: 'FileChange' });
export type FileChange = z.output<typeof FileChange>;

export const FileBriefObject = z.object({ data: FileBrief }).meta({ id: 'FileBriefObject' });
