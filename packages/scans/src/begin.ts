import { AssayError, type FileItem, type ScanItem } from '@assay/contracts';
import {
  changeFile,
  createScan,
  deleteScan,
  deleteSubmission,
  getScan,
  moveSubmission,
  putAliases,
  putSubmission,
  submissionKey,
} from '@assay/table';
import { accept } from './accept.ts';
import { newScan, type Order, type Subject } from './new-scan.ts';
import { newScanId } from './new-scan-id.ts';
import { publish } from './publish.ts';
import type { ScanKey, Scans } from './scans.ts';
import { recorded } from './step-record.ts';
import { tellScan } from './tell.ts';

export type SubmitScans = Pick<
  Scans,
  'table' | 'topic' | 'live' | 'catalogue' | 'share' | 'ticketKey' | 'limits' | 'logger' | 'now'
>;

/** What an upload or a re-analysis began, or the open scan that it joined. */
export interface Submitted {
  readonly scanId: string;
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly size: number;
  readonly filename: string;
  readonly joined: boolean;
  readonly warnings: readonly { readonly step: 'publish'; readonly message: string }[];
}

/** What is kept of a submission beside its scan; null for a re-analysis. */
export interface Submission {
  readonly client: string | null;
  /** Chosen by a caller that may make several attempts; a new one is drawn when absent. */
  readonly id?: string | undefined;
}

/**
 * Begins a scan: its item first, which `Due` watches from then on; then its submission; the file item last, whose
 * write is the acceptance; and only then the topic and the names by which a new file is found. A process that dies before
 * the acceptance leaves an orphan that `sweep` removes; one that dies after it leaves a scan that `sweep` publishes, and a
 * file that `sweepFiles` names.
 */
export async function begin(
  scans: SubmitScans,
  subject: Subject,
  order: Order,
  submission: Submission | null,
): Promise<Submitted> {
  const scan = await recorded(() =>
    submission?.id === undefined
      ? createWithNewId(scans, subject, order)
      : createOrFind(scans, subject, order, submission.id),
  );
  const { joined, byOther, file } = await recorded(() => recordOrUndo(scans, subject, scan, submission));
  const isDone = joined !== null || (byOther && published(scan));
  const [failed] = await Promise.all([
    isDone ? null : sendOff(scans, subject, scan),
    nameAccepted(scans, subject, file),
  ]);
  return {
    ...hashes(subject),
    size: subject.size,
    filename: subject.filename,
    scanId: joined ?? scan.ScanID,
    joined: joined !== null,
    warnings: failed === null ? [] : [{ step: 'publish', message: `step publish failed: ${failed}` }],
  };
}

/** Tells everybody of an accepted scan; answers why it could not be published, null when it was. */
async function sendOff(scans: SubmitScans, { userId, sha256 }: Subject, scan: ScanItem): Promise<string | null> {
  const key: ScanKey = { userId, sha256, scanId: scan.ScanID };
  scans.share.began(key);
  // Before the publication, or a fast worker's events would come first.
  await tellScan(scans, key, 'queued', null);
  return publishAccepted(scans, scan);
}

/** Of an attempt that died between acceptance and publication we do not know better, and a second one does no harm. */
function published(scan: ScanItem): boolean {
  return scan.Status !== 'queued' || Object.values(scan.Pools).every((pool) => pool.Published !== null);
}

function hashes(subject: Subject): { md5: string; sha1: string; sha256: string } {
  return { md5: subject.md5, sha1: subject.sha1, sha256: subject.sha256 };
}

async function createWithNewId(scans: SubmitScans, subject: Subject, order: Order): Promise<ScanItem> {
  for (let draw = 0; draw < 5; draw += 1) {
    const now = scans.now();
    const scan = newScan(subject, order, newScanId(now), now, scans.limits);
    if (await createScan(scans.table, scan)) return scan;
  }
  throw new AssayError('transient', undefined, { internal: 'no unused scan id was drawn' });
}

/** The scan of this id as it is made now, or as another attempt of the same submission made it. */
async function createOrFind(scans: SubmitScans, subject: Subject, order: Order, scanId: string): Promise<ScanItem> {
  const scan = newScan(subject, order, scanId, scans.now(), scans.limits);
  if (await createScan(scans.table, scan)) return scan;
  const found = await getScan(scans.table, subject.userId, subject.sha256, scanId);
  if (found !== null) return found;
  throw new AssayError('transient', undefined, { internal: 'another attempt just left this scan for another' });
}

interface Acceptance {
  /** The scan that was joined, or null when the own one was accepted. */
  readonly joined: string | null;
  /** Another attempt of the same submission was accepted before. */
  readonly byOther: boolean;
  /** The file as it is then. */
  readonly file: FileItem | null;
}

async function recordOrUndo(
  scans: SubmitScans,
  subject: Subject,
  scan: ScanItem,
  submission: Submission | null,
): Promise<Acceptance> {
  // Once the acceptance was sent its fate is unknown until it is read again: then nothing may be undone.
  const state = { sent: false };
  try {
    if (submission !== null) await putSubmission(scans.table, submissionItem(subject, scan, submission));
    const accepted = await acceptance(scans, subject, scan, submission !== null, state);
    const { joined } = accepted;
    if (joined !== null) await leaveOwn(scans, subject, scan, submission, joined);
    return accepted;
  } catch (error) {
    // What another attempt of the same submission relies on is not ours to undo; the sweep removes what nobody accepted.
    if (!state.sent && submission?.id === undefined) await undo(scans, subject, scan, submission);
    throw error;
  }
}

async function acceptance(
  scans: SubmitScans,
  subject: Subject,
  scan: ScanItem,
  isSubmission: boolean,
  state: { sent: boolean },
): Promise<Acceptance> {
  let joined: string | null = null;
  let byOther = true;
  const left = await changeFile(scans.table, subject.userId, subject.sha256, async (file) => {
    // An acknowledgement was lost, or another attempt was faster: it is accepted already, as was decided then.
    if (file?.CountedSubmissions.includes(scan.ScanID)) {
      joined = file.Joined[scan.ScanID] ?? null;
      return null;
    }
    state.sent = false;
    const mostOpenScans = scans.limits.openScans;
    const accepted = await accept(scans.table, file, { subject, scan, submission: isSubmission, mostOpenScans });
    joined = accepted.joined;
    byOther = false;
    state.sent = true;
    return accepted.file;
  });
  return { joined, byOther, file: left };
}

/** Another scan does the work. What fails here is only tidiness: the sweep removes a scan that its file does not list. */
async function leaveOwn(
  scans: SubmitScans,
  subject: Subject,
  scan: ScanItem,
  submission: Submission | null,
  joined: string,
): Promise<void> {
  try {
    if (submission !== null) {
      await moveSubmission(scans.table, subject.userId, subject.sha256, scan.ScanID, joined);
    }
    await deleteScan(scans.table, subject.userId, subject.sha256, scan.ScanID);
  } catch (error) {
    scans.logger.warn({ err: error, scan: scan.ScanID }, 'a scan that joined another was not removed yet');
  }
}

/** The scan item goes last, because through it `sweep` finds what is left when this fails. */
async function undo(
  scans: SubmitScans,
  subject: Subject,
  scan: ScanItem,
  submission: Submission | null,
): Promise<void> {
  try {
    if (submission !== null) {
      await deleteSubmission(scans.table, subject.userId, subject.sha256, scan.ScanID);
    }
    await deleteScan(scans.table, subject.userId, subject.sha256, scan.ScanID);
  } catch (error) {
    scans.logger.warn({ err: error, scan: scan.ScanID }, 'a scan that was not accepted was not removed yet');
  }
}

/** The request is accepted: from here on nothing is an error any more, because `Due` does what is left. */
async function publishAccepted(scans: SubmitScans, scan: ScanItem): Promise<string | null> {
  try {
    return await publish(scans, scan, Object.keys(scan.Pools));
  } catch (error) {
    scans.logger.warn({ err: error, scan: scan.ScanID }, 'a publication was not noted; it will be made again');
    return null;
  }
}

/** Makes a new file findable by its other hashes. Accepted it is already, so what fails here is left to `Due`. */
async function nameAccepted(scans: SubmitScans, subject: Subject, file: FileItem | null): Promise<void> {
  if (file?.AliasesDue !== true) return;
  try {
    await putAliases(scans.table, subject.userId, hashes(subject), scans.now());
  } catch (error) {
    scans.logger.warn({ err: error, file: subject.sha256 }, 'a file is not found by MD5 and SHA-1 yet; it will be');
  }
}

function submissionItem(subject: Subject, scan: ScanItem, submission: Submission) {
  return {
    ...submissionKey(subject.userId, subject.sha256, scan.ScanID),
    SubmissionID: scan.ScanID,
    ScanID: scan.ScanID,
    Filename: subject.filename,
    Client: submission.client,
    Token: scan.Began.Token,
    Created: scan.Created,
  };
}
