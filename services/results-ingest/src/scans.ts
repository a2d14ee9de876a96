import type { Scans } from '@assay/scans';

/** The part of a scan's life that this service leads: everything but its beginning. */
export type IngestScans = Omit<Scans, 'share'>;
