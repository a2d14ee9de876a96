import { coverage, type EngineVerdict, type FileItem, judge, type ResultItem, type ScanItem } from '@assay/contracts';
import { z } from 'zod';
import { mergeEngines } from './merge-engines.ts';
import type { EngineAttributes } from './merge-scan-results.ts';

type File = Omit<FileItem, 'Version'>;

/** What of the merged attributes stands in the file item, as far as it is what it should be. */
const Described = z.object({
  type_description: z.string().max(256).nullable().catch(null).default(null),
  type_tag: z.string().max(32).nullable().catch(null).default(null),
  trid: z
    .array(z.object({ file_type: z.string().max(256), probability: z.number() }))
    .transform((types) => types.slice(0, 20))
    .catch([])
    .default([]),
  tags: z.array(z.string()).max(100).catch([]).default([]),
  creation_date: z.int().min(0).max(253_402_300_799).nullable().catch(null).default(null),
});

/**
 * The file item after this scan closed: verdicts, what the describing engines found, and one open scan less. Times
 * only move forward; the same comes out when a scan closes twice or an older one closes after a newer.
 */
export function mergeFile(
  file: File,
  scan: ScanItem,
  results: readonly ResultItem[],
  attributes: EngineAttributes,
  completed: string,
): File {
  const engines = mergeEngines(file.Engines, scan, results);
  const found = Described.parse(attributes);
  const { [scan.ScanID]: _closed, ...stillOpen } = file.OpenScans;
  const judged = judgement(engines);
  const history = file.FileHistory;
  const analysed = history.LastAnalysis;
  return {
    ...file,
    FileMetadata: {
      ...file.FileMetadata,
      Tags: found.tags,
      FileType: found.type_description,
      TypeTag: found.type_tag,
      TrId: found.trid,
    },
    FileHistory: {
      ...history,
      CreationTime: found.creation_date === null ? null : new Date(found.creation_date * 1000).toISOString(),
      LastAnalysis: analysed === null || completed > analysed ? completed : analysed,
    },
    OpenScans: stillOpen,
    LastScan: file.LastScan === null || scan.ScanID > file.LastScan ? scan.ScanID : file.LastScan,
    Engines: engines,
    ...judged,
    VerdictChanges: verdictChanges(file, judged.Verdict, scan.ScanID, completed),
  };
}

const MOST_CHANGES = 20;

/** The changes with this one, if it is one; a first verdict is none. Merged twice it is none the second time. */
function verdictChanges(file: File, to: File['Verdict'], scanId: string, at: string): File['VerdictChanges'] {
  const from = file.Verdict;
  if (from === null || to === null || from === to) return file.VerdictChanges;
  const change = { ScanID: scanId, From: from, To: to, At: at, Told: false };
  return [...file.VerdictChanges, change].slice(-MOST_CHANGES);
}

/** The verdict of a file from the newest answer of each engine, and on how many answers it stands. */
function judgement(engines: Record<string, EngineVerdict>): Pick<File, 'Verdict' | 'Coverage'> {
  const answers = Object.values(engines).map((engine) => ({
    kind: engine.Kind,
    outcome: engine.Outcome,
    verdict: engine.Verdict,
  }));
  const { expected, completed } = coverage(answers);
  const says = (verdict: string) =>
    answers.filter((answer) => answer.outcome === 'completed' && answer.verdict === verdict).length;
  return {
    Verdict: judge(answers),
    Coverage: {
      Expected: expected,
      Completed: completed,
      Malicious: says('malicious'),
      Suspicious: says('suspicious'),
    },
  };
}
