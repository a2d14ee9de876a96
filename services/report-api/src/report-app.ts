import type { CallerGate } from '@assay/auth';
import type { LiveReader, ReportCopies } from '@assay/events';
import type { SampleStore } from '@assay/samples';
import type { Catalogue, ReadScans } from '@assay/scans';
import type { SearchReader } from '@assay/search';
import type { Table } from '@assay/table';
import type { DownloadLinks } from './downloads/download-links.ts';
import type { ZipJobs } from './downloads/zip-jobs.ts';
import type { OwnReports } from './files/own-reports.ts';
import type { StreamSlots } from './live/stream-slots.ts';

/** Signs where a page ended, so that a cursor is good for one route, query and user only. */
export interface Cursors {
  sign(bound: CursorBound, place: unknown): string;
  /** The place, or an invalid-argument error when the cursor was not made for this. */
  open(bound: CursorBound, cursor: string): unknown;
}

export interface CursorBound {
  readonly route: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly userId: string;
}

export interface ReportLimits {
  /** Event streams that one user may have open here. */
  readonly streamsPerUser: number;
  /** A quiet event stream gets a heartbeat this often. */
  readonly heartbeatMs: number;
  /** An engine that was not seen for so long is shown as not available. */
  readonly engineSilenceMs: number;
  /** Requests of one user that may wait for a scan here. */
  readonly waitsPerUser: number;
  /** Bytes of all files in one archive. */
  readonly maxZipBytes: number;
}

export const DEFAULT_REPORT_LIMITS: ReportLimits = {
  streamsPerUser: 16,
  heartbeatMs: 15_000,
  engineSilenceMs: 120_000,
  waitsPerUser: 64,
  maxZipBytes: 4 * 1024 ** 3,
};

/** What the routes of report-api work with. */
export interface ReportApp {
  readonly table: Table;
  readonly samples: Pick<SampleStore, 'open' | 'size' | 'read'>;
  readonly scans: ReadScans;
  readonly live: LiveReader;
  readonly catalogue: Catalogue;
  readonly copies: ReportCopies;
  readonly ownReports: OwnReports;
  /** Null where nothing can be searched. */
  readonly search: SearchReader | null;
  readonly cursors: Cursors;
  readonly links: DownloadLinks;
  readonly zips: ZipJobs;
  /** Requests that wait for a scan. */
  readonly waits: StreamSlots;
  readonly limits: ReportLimits;
  readonly gate: CallerGate;
  now(): Date;
}
