import { type FileItem, FileVerdict } from '@assay/contracts';
import { z } from 'zod';

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
export type FileFilter = z.infer<typeof FileFilter>;

export function matchesFilter(file: FileItem, filter: FileFilter): boolean {
  const { FileMetadata: metadata } = file;
  return (
    (filter.name === undefined || [metadata.Filename, ...file.Names].some((name) => holds(name, filter.name))) &&
    (filter.tag === undefined || metadata.Tags.includes(filter.tag)) &&
    (filter.type === undefined || metadata.TypeTag === filter.type || holds(metadata.FileType ?? '', filter.type)) &&
    (filter.verdict === undefined || (file.Verdict ?? 'unknown') === filter.verdict) &&
    (filter.submitted_from === undefined || file.RecentAt >= filter.submitted_from) &&
    (filter.submitted_before === undefined || file.RecentAt < filter.submitted_before)
  );
}

function holds(text: string, part: string | undefined): boolean {
  return part !== undefined && text.toLowerCase().includes(part.normalize('NFC').toLowerCase());
}
