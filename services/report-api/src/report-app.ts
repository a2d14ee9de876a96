import type { Caller, CallerGate } from '@assay/auth';
import type { LiveReader } from '@assay/events';
import type { SampleStore } from '@assay/samples';
import type { Catalogue, ReadScans } from '@assay/scans';
import type { SearchReader } from '@assay/search';
import type { Table } from '@assay/table';
import type { FastifyRequest } from 'fastify';

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
}

export const DEFAULT_REPORT_LIMITS: ReportLimits = {
  streamsPerUser: 16,
  heartbeatMs: 15_000,
  engineSilenceMs: 120_000,
};

/** What the routes of report-api work with. */
export interface ReportApp {
  readonly table: Table;
  readonly samples: Pick<SampleStore, 'open' | 'size' | 'read'>;
  readonly scans: ReadScans;
  readonly live: LiveReader;
  readonly catalogue: Catalogue;
  /** Null where nothing can be searched. */
  readonly search: SearchReader | null;
  readonly cursors: Cursors;
  readonly limits: ReportLimits;
  readonly gate: CallerGate;
  authenticate(request: FastifyRequest): Promise<Caller>;
  /** Scheme, host and port under which this client reaches us. */
  baseUrl(request: FastifyRequest): string;
  now(): Date;
}
