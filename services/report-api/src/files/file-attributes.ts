import { type EngineResult, type FileItem, type ScanResults, scanSeconds } from '@assay/contracts';
import { threatClassification } from '@assay/scans';
import type { z } from 'zod';
import { stats } from '../scans/stats.ts';
import { epoch } from './epoch.ts';
import { tagsOf } from './tags-of.ts';

type Json = z.infer<ReturnType<typeof z.json>>;
export type Attributes = Record<string, Json>;

/** VirusTotal's attributes of a file and its merged report. What we do not know is absent, never null. */
export function fileAttributes(file: FileItem, report: ScanResults | null): Attributes {
  const { FileMetadata: metadata, FileHistory: history, Votes: votes } = file;
  const results = (report?.Detection ?? {}) as Record<string, EngineResult>;
  return present({
    // First what the engines said, so that none of them can speak for the service.
    ...report?.Attributes,
    crowdsourced_yara_results: datedMatches(report),
    md5: metadata.MD5,
    sha1: metadata.SHA1,
    sha256: metadata.SHA256,
    size: metadata.Size,
    names: newestFirst(file),
    meaningful_name: file.DisplayName ?? metadata.Filename,
    tags: tagsOf(file),
    trid: metadata.TrId.length === 0 ? undefined : metadata.TrId,
    type_description: metadata.FileType ?? 'unknown',
    type_tag: metadata.TypeTag,
    creation_date: history.CreationTime === null ? undefined : epoch(history.CreationTime),
    first_submission_date: epoch(history.FirstSubmission),
    last_submission_date: epoch(history.LastSubmission),
    last_modification_date: epoch(latest(history.LastSubmission, history.LastAnalysis, file.ChangedAt)),
    last_analysis_date: history.LastAnalysis === null ? undefined : epoch(history.LastAnalysis),
    last_analysis_stats: stats(Object.values(results)),
    last_analysis_results: results,
    popular_threat_classification: threat(results),
    times_submitted: file.TimesSubmitted,
    // A file belongs to one user, and nobody else's submissions are in it.
    unique_sources: 1,
    reputation: votes.Harmless - votes.Malicious,
    total_votes: { harmless: votes.Harmless, malicious: votes.Malicious },
    downloadable: true,
    attributes_left_out: leftOut(report),
  });
}

/** By engine, what it found that is too large for the file; the engine's result in that scan has it. */
function leftOut(report: ScanResults | null): Json | undefined {
  const entries = Object.entries(report?.LeftOut ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([engine, { ScanID, Attributes, Count, Bytes }]) => [
      engine,
      { scanid: ScanID, attributes: Attributes, count: Count, bytes: Bytes },
    ]),
  );
}

/** The name of the newest submission, then the others, the newest of them first. */
function newestFirst(file: FileItem): string[] {
  const { Filename } = file.FileMetadata;
  return [Filename, ...file.Names.filter((name) => name !== Filename).reverse()];
}

/** The matches of rules with the time of the scan that found them. */
function datedMatches(report: ScanResults | null): Json | undefined {
  const matches = report?.Attributes.crowdsourced_yara_results;
  const scanId = report?.Providers.crowdsourced_yara_results;
  if (!Array.isArray(matches) || scanId === undefined) return undefined;
  const match_date = scanSeconds(scanId);
  return matches.map((match) => (isObject(match) ? { ...match, match_date } : match));
}

/** Labels count only where an engine says that something is bad. */
function threat(results: Record<string, EngineResult>): Json | undefined {
  const bad = Object.values(results).filter(({ category }) => category === 'malicious' || category === 'suspicious');
  const labels = bad.map(({ result }) => result).filter((label) => label !== null);
  return (threatClassification(labels) as Json | null) ?? undefined;
}

function latest(time: string, ...others: readonly (string | null | undefined)[]): string {
  return others.reduce<string>((newest, other) => (other != null && other > newest ? other : newest), time);
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function present(attributes: Record<string, Json | undefined>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null),
  );
}
