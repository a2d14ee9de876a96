import type { FileItem, ScanResults, SearchDocument } from '@assay/contracts';
import { z } from 'zod';

/** Longest name, tag, type or label that an index keeps; a longer one is found by its beginning. */
const MAX_TEXT = 512;
const MAX_ENGINES = 512;

const hash = (form: RegExp) => z.string().max(256).regex(form).nullable().catch(null).default(null);

/** What of the engines' attributes search knows, as far as it is what it should be. */
const Described = z.object({
  ssdeep: hash(/^\d{1,10}:[A-Za-z0-9+/]*:[A-Za-z0-9+/]*$/),
  tlsh: hash(/^(T1)?[0-9A-Fa-f]{70}$/),
  type_tags: z
    .array(z.string().min(1).max(64))
    .transform((tags) => tags.slice(0, 32))
    .catch([])
    .default([]),
  pe_info: z
    .object({ imphash: hash(/^[0-9a-fA-F]{32}$/) })
    .catch({ imphash: null })
    .default({ imphash: null }),
});

/** What search knows of a file, from the file and its merged report; null before its first scan closed. */
export function searchDocument(file: FileItem, report: ScanResults | null): SearchDocument {
  const { FileMetadata: metadata, FileHistory: history } = file;
  const described = Described.parse(report?.Attributes ?? {});
  return {
    userId: file.UserID,
    sha256: file.FileID,
    version: file.Version,
    md5: metadata.MD5,
    sha1: metadata.SHA1,
    names: texts([file.DisplayName ?? '', metadata.Filename, ...file.Names], 101),
    tags: texts([...metadata.Tags, ...file.UserTags], 200),
    typeTag: metadata.TypeTag,
    typeTags: described.type_tags,
    typeDescription: metadata.FileType,
    size: metadata.Size,
    firstSubmitted: history.FirstSubmission,
    lastSubmitted: history.LastSubmission,
    lastAnalysed: history.LastAnalysis,
    timesSubmitted: file.TimesSubmitted,
    verdict: file.Verdict,
    malicious: file.Coverage?.Malicious ?? 0,
    engines: engines(file),
    imphash: described.pe_info.imphash?.toLowerCase() ?? null,
    ssdeep: described.ssdeep,
    tlsh: described.tlsh,
  };
}

function texts(all: readonly string[], most: number): string[] {
  return [...new Set(all.map((text) => text.slice(0, MAX_TEXT)))].filter((text) => text !== '').slice(0, most);
}

function engines(file: FileItem): SearchDocument['engines'] {
  return Object.entries(file.Engines)
    .slice(0, MAX_ENGINES)
    .map(([engine, { Verdict, Label, Versions }]) => ({
      engine,
      verdict: Verdict,
      label: Label?.slice(0, MAX_TEXT) ?? null,
      signatures: Versions?.signatures?.slice(0, MAX_TEXT) ?? null,
    }));
}
