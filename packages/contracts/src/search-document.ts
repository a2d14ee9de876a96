import { z } from 'zod';
import { Sha256, UserId } from './ids.ts';
import { FileVerdict } from './verdict.ts';

const Time = z.iso.datetime();

/**
 * What search knows of one file of one user: a projection of the file item and its report, made again whenever either
 * changes. `version` is the file item's; an index keeps the greater one.
 */
export const SearchDocument = z.strictObject({
  userId: UserId,
  sha256: Sha256,
  version: z.int().min(1),
  md5: z.string(),
  sha1: z.string(),
  names: z.array(z.string()).max(101),
  tags: z.array(z.string()).max(200),
  typeTag: z.string().nullable(),
  typeTags: z.array(z.string()).max(32).describe('`type_tags`: from general to particular.'),
  typeDescription: z.string().nullable(),
  size: z.int().min(0),
  firstSubmitted: Time,
  lastSubmitted: Time,
  lastAnalysed: Time.nullable(),
  timesSubmitted: z.int().min(1),
  verdict: FileVerdict.nullable(),
  malicious: z.int().min(0).describe('Detecting engines that say so; `positives`.'),
  engines: z
    .array(
      z.strictObject({
        engine: z.string(),
        verdict: z.string().nullable(),
        label: z.string().nullable(),
        signatures: z.string().nullable().describe('Of the answer that counts; null when the engine has none.'),
      }),
    )
    .max(512),
  imphash: z.string().nullable(),
  ssdeep: z.string().nullable(),
  tlsh: z.string().nullable(),
});
export type SearchDocument = z.infer<typeof SearchDocument>;
