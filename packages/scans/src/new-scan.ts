import type { Began, ExpectedEngine, Lane, PoolState, ScanItem } from '@assay/contracts';
import { scanKey } from '@assay/table';
import { after, withDue } from './due-at.ts';
import type { ScanLimits } from './limits.ts';

/** The file that a scan is of. */
export interface Subject {
  readonly user: string;
  readonly userId: string;
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly size: number;
  readonly filename: string;
  readonly objectKey: string;
  /** Of an upload: `seen` of `fileBeforeUpload`. */
  readonly seen?: string | null | undefined;
}

/** What is to be done with it. */
export interface Order {
  readonly began: Began;
  readonly lane: Lane;
  readonly fresh: boolean;
  readonly subset: boolean;
  readonly expected: Record<string, ExpectedEngine>;
}

/** A queued scan that nobody has heard of; `Due` has it from its first write. */
export function newScan(subject: Subject, order: Order, scanId: string, now: Date, limits: ScanLimits): ScanItem {
  const pools = new Set(Object.values(order.expected).map((engine) => engine.Pool));
  const scan: ScanItem = {
    ...scanKey(subject.userId, subject.sha256, scanId),
    ScanID: scanId,
    Version: 1,
    Status: 'queued',
    User: subject.user,
    MD5: subject.md5,
    SHA1: subject.sha1,
    SHA256: subject.sha256,
    Size: subject.size,
    ObjectKey: subject.objectKey,
    Filename: subject.filename,
    Created: now.toISOString(),
    Completed: null,
    Began: order.began,
    Lane: order.lane,
    Fresh: order.fresh,
    Subset: order.subset,
    Expected: order.expected,
    Pools: Object.fromEntries([...pools].map((pool) => [pool, newPool(after(now, limits.retryS))])),
    Summary: null,
    Verdict: null,
    Closing: null,
    Notes: [],
    Announced: true,
  };
  return withDue(scan, now, limits);
}

function newPool(checkAt: string): PoolState {
  return {
    Published: null,
    FirstPublished: null,
    CheckAt: checkAt,
    Publications: 0,
    Worker: null,
    Boot: null,
    Lease: null,
    LeaseUntil: null,
    FirstClaim: null,
    Deadline: null,
    Attempts: {},
    Parameters: {},
  };
}
