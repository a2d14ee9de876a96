import { z } from 'zod';

/** An address to send a file to or to fetch it from; absolute, and itself the permission. */
export const TransferUrl = z.object({ data: z.url() }).meta({ id: 'TransferUrl' });

/** Longest password of an uploaded archive, in characters. */
export const MAX_ARCHIVE_PASSWORD = 1024;

/** What names an upload that its client may have to send again: 1 to 255 printable ASCII characters. */
export const IdempotencyKey = z.string().regex(/^[\x20-\x7e]{1,255}$/);

/** Files in one archive at most. */
export const MAX_ZIP_FILES = 100;

/** What is asked of an archive. Hashes that name no file are counted as `files_error`. */
export const NewZipFile = z
  .object({
    data: z.object({
      hashes: z.array(z.string().min(1).max(128)).min(1).max(MAX_ZIP_FILES).describe('MD5, SHA-1 or SHA-256 of files.'),
      password: z
        .string()
        .min(1)
        .max(256)
        .default('infected')
        .describe('Of the archive, which is encrypted with AES-256 in any case.'),
    }),
  })
  .meta({ id: 'NewZipFile' });

/** An archive of several files. It is made while it is downloaded, so it is `finished` as soon as it has a file. */
export const ZipFile = z
  .object({
    data: z.object({
      type: z.literal('zip_file'),
      id: z.string(),
      links: z.object({ self: z.url() }),
      attributes: z.object({
        status: z.enum(['finished', 'error-creating']).describe('`error-creating`: none of the hashes names a file.'),
        progress: z.number().min(0).max(1),
        files_ok: z.int().min(0),
        files_error: z.int().min(0),
      }),
    }),
  })
  .meta({ id: 'ZipFile' });
export type ZipFile = z.infer<typeof ZipFile>;
