import { z } from 'zod';
import { AnalysisId, FileId, ScanId } from './ids.ts';
import { LogLine } from './ingest.ts';
import { ScanStatus } from './live-events.ts';
import { PageLinks, PageMeta } from './page.ts';
import { Category, EngineKind, FileVerdict, Outcome, Verdict } from './verdict.ts';

/** The body of every error. */
export const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) }).meta({ id: 'Error' });

const Links = z.object({ self: z.url() });

/** Counts by category; keys as VirusTotal writes them. */
export const Stats = z
  .object({
    malicious: z.int(),
    suspicious: z.int(),
    undetected: z.int(),
    harmless: z.int(),
    timeout: z.int(),
    'confirmed-timeout': z.int(),
    failure: z.int(),
    'type-unsupported': z.int(),
  })
  .meta({ id: 'Stats' });
export type Stats = z.infer<typeof Stats>;

/** One engine in `results` and `last_analysis_results`, under the engine's name. */
export const EngineResult = z
  .object({
    category: Category,
    engine_name: z.string(),
    engine_version: z.string(),
    engine_update: z.string().describe('YYYYMMDD of the signature set; of the scan when there is none.'),
    method: z.literal('blacklist'),
    result: z.string().nullable(),
  })
  .meta({ id: 'EngineResult' });
export type EngineResult = z.infer<typeof EngineResult>;

/** Stats with every category at 0. */
export function emptyStats(): Stats {
  return {
    malicious: 0,
    suspicious: 0,
    undetected: 0,
    harmless: 0,
    timeout: 0,
    'confirmed-timeout': 0,
    failure: 0,
    'type-unsupported': 0,
  };
}

/** Names an object; with `error` one that is not there any more. */
export const Descriptor = z
  .object({
    type: z.string(),
    id: z.string(),
    context_attributes: z.record(z.string(), z.json()).optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'Descriptor' });
export type Descriptor = z.infer<typeof Descriptor>;

/** What a relationship to one object leads to, by type and id alone. */
export const NamedObject = z
  .object({ data: Descriptor, links: z.object({ self: z.url(), related: z.url() }) })
  .meta({ id: 'NamedObject' });
export type NamedObject = z.infer<typeof NamedObject>;

/** What an object is related to: a list of which this is the first page, one object, or none. */
export const Relationship = z
  .object({
    data: z.union([z.array(Descriptor), Descriptor, z.null()]),
    meta: PageMeta.optional(),
    links: PageLinks.extend({ related: z.url() }),
  })
  .meta({ id: 'Relationship' });
export type Relationship = z.infer<typeof Relationship>;

const Relationships = z.record(z.string(), Relationship);

/** What an upload and a re-analysis answer. */
export const AnalysisDescriptor = z
  .object({
    data: z.object({ type: z.literal('analysis'), id: AnalysisId, links: Links }),
    meta: z.object({
      scanid: ScanId,
      file_info: z.object({
        sha256: z.string(),
        sha1: z.string(),
        md5: z.string(),
        size: z.int(),
        name: z.string().optional(),
      }),
      warnings: z.array(z.object({ step: z.string(), message: z.string() })).optional(),
    }),
  })
  .meta({ id: 'AnalysisDescriptor' });
export type AnalysisDescriptor = z.infer<typeof AnalysisDescriptor>;

export const Analysis = z
  .object({
    data: z.object({
      type: z.literal('analysis'),
      id: AnalysisId,
      links: Links.extend({ item: z.url() }),
      attributes: z.object({
        date: z.int(),
        status: z.enum(['queued', 'in-progress', 'completed']),
        stats: Stats,
        results: z.record(z.string(), EngineResult),
      }),
      relationships: Relationships.optional(),
    }),
    meta: z.object({
      file_info: z.object({
        sha256: z.string(),
        sha1: z.string(),
        md5: z.string(),
        size: z.int(),
        name: z.string().optional(),
      }),
    }),
  })
  .meta({ id: 'Analysis' });

/** A file with the attributes of VirusTotal v3. */
export const FileResource = z
  .object({
    type: z.literal('file'),
    id: FileId,
    links: Links,
    attributes: z.record(z.string(), z.json()),
    relationships: Relationships.optional(),
    context_attributes: z
      .record(z.string(), z.json())
      .optional()
      .describe('Of a file that is not the caller’s: `owner`. Of a search: how it was found.'),
  })
  .meta({ id: 'File' });
export type FileResource = z.infer<typeof FileResource>;

/** The file object. `type`, `id` and `links` stand inside `data` and beside it. */
export const FileObject = z
  .object({ type: z.literal('file'), id: FileId, links: Links, data: FileResource })
  .meta({ id: 'FileObject' });

/** Any object, as it stands in a collection. */
export const Resource = z
  .object({
    type: z.string(),
    id: z.string(),
    links: Links.optional(),
    attributes: z.record(z.string(), z.json()).optional(),
    relationships: Relationships.optional(),
    context_attributes: z.record(z.string(), z.json()).optional(),
  })
  .meta({ id: 'Resource' });
export type Resource = z.infer<typeof Resource>;

/** A page of objects. `links.self` is the very address of the request, so that clients can resume there. */
export const Collection = z
  .object({ data: z.array(z.union([Resource, Descriptor])), meta: PageMeta, links: PageLinks })
  .meta({ id: 'Collection' });

/** A page of the names of objects. */
export const Descriptors = z
  .object({ data: z.array(Descriptor), meta: PageMeta, links: PageLinks })
  .meta({ id: 'Descriptors' });

/** One engine of a scan as v1 shows it, also while the scan runs. */
export const ScanEngine = z
  .object({
    engine: z.string(),
    name: z.string(),
    kind: EngineKind,
    pool: z.string(),
    outcome: Outcome.nullable().describe('Null while the engine has not answered.'),
    verdict: Verdict.nullable(),
    label: z.string().nullable(),
    message: z.string().nullable(),
    engine_version: z.string().nullable(),
    package_version: z.string().nullable(),
    signature_version: z.string().nullable(),
    signature_date: z.string().nullable(),
    started: z.iso.datetime().nullable(),
    duration_ms: z.int().nullable(),
    cached_from: z.object({ scanid: ScanId, at: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'ScanEngine' });
export type ScanEngine = z.infer<typeof ScanEngine>;

export const ScanBrief = z
  .object({ scanid: ScanId, timestamp: z.iso.datetime(), status: ScanStatus })
  .meta({ id: 'ScanBrief' });

export const ScanDetail = ScanBrief.extend({
  analysis_id: AnalysisId,
  completed: z.iso.datetime().nullable(),
  began: z.object({ by: z.string(), who: z.string() }),
  verdict: FileVerdict.nullable(),
  engines_expected: z.int(),
  engines_answered: z.int(),
  detecting: z.object({ expected: z.int(), completed: z.int() }),
  engines: z.array(ScanEngine),
}).meta({ id: 'Scan' });

/** The engines of a scan alone. */
export const ScanResultList = z
  .object({ scanid: ScanId, status: ScanStatus, results: z.array(ScanEngine) })
  .meta({ id: 'ScanResultList' });

/** One engine's result with everything it found. */
export const ScanEngineResult = ScanEngine.extend({ attributes: z.record(z.string(), z.json()) }).meta({
  id: 'ScanEngineResult',
});

export const ScanLogs = z
  .object({
    scanid: ScanId,
    logs: z.array(z.object({ engine: z.string(), complete: z.boolean(), lines: z.array(LogLine) })),
  })
  .meta({ id: 'ScanLogs' });

/** A file in `GET /api/v1/files`. */
export const FileBrief = z
  .object({
    sha256: z.string(),
    sha1: z.string(),
    md5: z.string(),
    name: z.string(),
    size: z.int(),
    type: z.string().nullable(),
    tags: z.array(z.string()).describe('Those of the engines and of people.'),
    user_tags: z.array(z.string()).describe('Those that people gave.'),
    first_submission: z.iso.datetime(),
    last_submission: z.iso.datetime(),
    last_analysis: z.iso.datetime().nullable(),
    times_submitted: z.int(),
    verdict: FileVerdict.nullable(),
    detection: z.object({ malicious: z.int(), suspicious: z.int(), expected: z.int(), completed: z.int() }).nullable(),
    open_scans: z.array(ScanId),
  })
  .meta({ id: 'FileBrief' });

export const FileList = z
  .object({
    data: z.array(FileBrief),
    meta: z.object({ count: z.int(), cursor: z.string().optional() }),
    links: z.object({ self: z.url(), next: z.url().optional() }),
  })
  .meta({ id: 'FileList' });

/** An engine of the catalogue. */
export const CatalogueEngine = z
  .object({
    engine: z.string(),
    name: z.string(),
    kind: EngineKind,
    pool: z.string(),
    enabled: z.boolean(),
    available: z.boolean(),
    reason: z.string().nullable(),
    notes: z.array(z.string()),
    engine_version: z.string().nullable(),
    package_version: z.string().nullable(),
    signature_version: z.string().nullable(),
    signature_date: z.string().nullable(),
    confinement: z.array(z.string()),
    last_seen: z.iso.datetime(),
  })
  .meta({ id: 'CatalogueEngine' });

export const EngineList = z
  .object({ data: z.array(CatalogueEngine), meta: z.object({ count: z.int() }), links: Links })
  .meta({ id: 'EngineList' });
