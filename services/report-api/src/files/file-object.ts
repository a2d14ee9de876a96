import {
  type EngineResult,
  emptyStats,
  type FileItem,
  type FileObject,
  type ScanResults,
  type Stats,
} from '@assay/contracts';
import type { z } from 'zod';
import { epoch } from './epoch.ts';

type Json = z.infer<ReturnType<typeof z.json>>;
export type Attributes = Record<string, Json>;

/** Which attributes of a file object a caller asked for; both absent: all. */
export interface AttributeChoice {
  readonly only?: ReadonlySet<string> | undefined;
  readonly without?: ReadonlySet<string> | undefined;
}

/**
 * VirusTotal's file object of a file and its merged report. What we do not know is absent, never null: there is no
 * `nsrl_info`, `trusted_verdict` or `first_seen_itw_date` before a source of them exists.
 */
export function fileObject(
  file: FileItem,
  report: ScanResults | null,
  collisions: readonly string[],
  self: string,
  choice: AttributeChoice = {},
): z.infer<typeof FileObject> {
  const head = { type: 'file' as const, id: file.FileID, links: { self } };
  const attributes = Object.fromEntries(
    Object.entries(fileAttributes(file, report)).filter(
      ([name]) => (choice.only?.has(name) ?? true) && !(choice.without?.has(name) ?? false),
    ),
  );
  return {
    ...head,
    data: { ...head, attributes, ...(collisions.length === 0 ? {} : relationships(collisions, self)) },
  };
}

function relationships(collisions: readonly string[], self: string) {
  const data = collisions.map((id) => ({ type: 'file', id }));
  const links = {
    self: `${self}/relationships/hash_collisions`,
    related: `${self}/hash_collisions`,
  };
  return { relationships: { hash_collisions: { data, meta: { count: data.length }, links } } };
}

function fileAttributes(file: FileItem, report: ScanResults | null): Attributes {
  const { FileMetadata: metadata, FileHistory: history } = file;
  const results = (report?.Detection ?? {}) as Record<string, EngineResult>;
  return present({
    // First what the engines said, so that none of them can speak for the service.
    ...report?.Attributes,
    md5: metadata.MD5,
    sha1: metadata.SHA1,
    sha256: metadata.SHA256,
    size: metadata.Size,
    names: file.Names,
    meaningful_name: metadata.Filename,
    tags: metadata.Tags,
    trid: metadata.TrId.length === 0 ? undefined : metadata.TrId,
    type_description: metadata.FileType ?? 'unknown',
    type_tag: metadata.TypeTag,
    creation_date: history.CreationTime === null ? undefined : epoch(history.CreationTime),
    first_submission_date: epoch(history.FirstSubmission),
    last_submission_date: epoch(history.LastSubmission),
    last_modification_date: epoch(later(history.LastSubmission, history.LastAnalysis)),
    last_analysis_date: history.LastAnalysis === null ? undefined : epoch(history.LastAnalysis),
    last_analysis_stats: stats(Object.values(results)),
    last_analysis_results: results,
    times_submitted: file.TimesSubmitted,
    unique_sources: 1,
    reputation: 0,
    total_votes: { harmless: 0, malicious: 0 },
    downloadable: true,
  });
}

/** Counts by category. */
export function stats(results: readonly Pick<EngineResult, 'category'>[]): Stats {
  const counts = emptyStats();
  for (const { category } of results) counts[category] += 1;
  return counts;
}

function later(time: string, other: string | null): string {
  return other !== null && other > time ? other : time;
}

function present(attributes: Record<string, Json | undefined>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null),
  );
}
