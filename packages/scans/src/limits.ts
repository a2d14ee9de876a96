/** Times and bounds of a scan's life. Seconds, unless the name says otherwise. */
export interface ScanLimits {
  /** How long a worker holds a claim without renewing it. */
  readonly leaseS: number;
  /** A published scan that no worker of a pool claims for so long ends as `unavailable` there. */
  readonly unclaimedS: number;
  /** Added to the time-outs of the claimed engines for the deadline of a pool: download, start-up, retries. */
  readonly slackS: number;
  /** Validity of the link to the sample. */
  readonly linkS: number;
  /** An unpublished or closing scan is looked at again after this time, if its process does not end it itself. */
  readonly retryS: number;
  /** How long a process has a file that is due; what failed of it, or did not come to an end, is tried again then. */
  readonly fileLeaseS: number;
  /** While the topic does not answer, a scan is published again at intervals that grow to this one. */
  readonly publishAgainMaxS: number;
  /** First interval between two publications of an unclaimed scan; doubles up to `republishMaxS`. */
  readonly republishS: number;
  readonly republishMaxS: number;
  /** A scan that its file does not list is removed after this time: its upload died before it was accepted. */
  readonly orphanS: number;
  /** How long a process that deletes a file holds it without renewing. */
  readonly deletionS: number;
  /** How long late writers are waited for after a deletion, until what they left is removed with the last trace. */
  readonly tombstoneS: number;
  /** First interval between two attempts of a delivery; grows fourfold up to `deliveryMaxS`. */
  readonly deliveryS: number;
  readonly deliveryMaxS: number;
  /** A delivery that did not succeed for so long is given up. */
  readonly deliverForS: number;
  /** A webhook that failed so often in a row is disabled. */
  readonly webhookFailures: number;
  /** With more open scans than this, a user's further uploads go into the bulk lane. */
  readonly shareScans: number;
  /** Hand-outs of an engine that ended without an answer, after which it is a `failure`. */
  readonly attempts: number;
  /** Most scans that a file has open at once; only re-analyses with ever other engines can reach it. */
  readonly openScans: number;
  /** Attributes (compressed) and logs above this many bytes go to the sample store. */
  readonly inlineBytes: number;
  /** A report above this many bytes (compressed) goes to the sample store; an item of the table holds at most 400 KB. */
  readonly reportInlineBytes: number;
}

export const DEFAULT_LIMITS: ScanLimits = {
  leaseS: 30,
  unclaimedS: 3600,
  slackS: 60,
  linkS: 3600,
  retryS: 5,
  fileLeaseS: 30,
  publishAgainMaxS: 30,
  republishS: 10,
  republishMaxS: 300,
  orphanS: 600,
  deletionS: 60,
  tombstoneS: 86_400,
  deliveryS: 10,
  deliveryMaxS: 21_600,
  deliverForS: 86_400,
  webhookFailures: 20,
  shareScans: 100,
  attempts: 2,
  openScans: 16,
  inlineBytes: 8192,
  reportInlineBytes: 300 * 1024,
};
