import type { FileBrief, FileItem } from '@assay/contracts';
import type { z } from 'zod';
import { tagsOf } from './tags-of.ts';

/** A file as it stands in a list. */
export function fileBrief(file: FileItem): z.infer<typeof FileBrief> {
  const { FileMetadata: metadata, FileHistory: history, Coverage: coverage } = file;
  return {
    sha256: file.FileID,
    sha1: metadata.SHA1,
    md5: metadata.MD5,
    name: file.DisplayName ?? metadata.Filename,
    size: metadata.Size,
    type: metadata.FileType,
    tags: tagsOf(file),
    user_tags: file.UserTags,
    first_submission: history.FirstSubmission,
    last_submission: history.LastSubmission,
    last_analysis: history.LastAnalysis,
    times_submitted: file.TimesSubmitted,
    verdict: file.Verdict,
    detection:
      coverage === null
        ? null
        : {
            malicious: coverage.Malicious,
            suspicious: coverage.Suspicious,
            expected: coverage.Expected,
            completed: coverage.Completed,
          },
    open_scans: Object.keys(file.OpenScans).sort(),
  };
}
