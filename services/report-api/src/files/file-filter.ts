import type { FileItem, operations } from '@assay/contracts';

export type FileFilter = operations.FileFilter;

/** Whether a file is one of those that `GET /api/v1/files` was narrowed to. */
export function matchesFilter(file: FileItem, filter: FileFilter): boolean {
  const { FileMetadata: metadata } = file;
  return (
    (filter.name === undefined ||
      [file.DisplayName ?? '', metadata.Filename, ...file.Names].some((name) => holds(name, filter.name))) &&
    (filter.tag === undefined || metadata.Tags.includes(filter.tag) || file.UserTags.includes(filter.tag)) &&
    (filter.type === undefined || metadata.TypeTag === filter.type || holds(metadata.FileType ?? '', filter.type)) &&
    (filter.verdict === undefined || (file.Verdict ?? 'unknown') === filter.verdict) &&
    (filter.submitted_from === undefined || file.RecentAt >= filter.submitted_from) &&
    (filter.submitted_before === undefined || file.RecentAt < filter.submitted_before)
  );
}

function holds(text: string, part: string | undefined): boolean {
  return part !== undefined && text.toLowerCase().includes(part.normalize('NFC').toLowerCase());
}
