import { AssayError, type FileItem, type ScanItem } from '@assay/contracts';
import { getScan, newFile, type Table } from '@assay/table';
import { addName } from './add-name.ts';
import { after } from './due-at.ts';
import { beingDeleted } from './file-before-upload.ts';
import { dueBy } from './mark-file-due.ts';
import type { Subject } from './new-scan.ts';

const MOST_COUNTED = 64;

/** Time for the scan to close, so that a file usually comes due once for both. Seconds. */
const SEARCH_DELAY_S = 5;

/** What a request wants of the file item. */
export interface Wanted {
  readonly subject: Subject;
  readonly scan: ScanItem;
  /** A submission makes the file, its name and its count; a re-analysis needs a file that is there. */
  readonly submission: boolean;
  readonly mostOpenScans: number;
}

export interface Accepted {
  readonly file: Omit<FileItem, 'Version'>;
  /** The open scan that the request joined instead of beginning its own. */
  readonly joined: string | null;
}

/**
 * The file item as it is after this request was accepted. The item is the lock: of two requests at the same moment
 * one writes first, and the other finds its scan open here and joins it. Throws what the request is refused with.
 */
export async function accept(table: Table, file: FileItem | null, wanted: Wanted): Promise<Accepted> {
  refuseWhileDeleted(file, wanted);
  const { scan } = wanted;
  const known = file?.State === 'live' ? file : null;
  // Names come after the acceptance, so that one that is refused leaves none; `Due` has the file until it has them.
  const base = known ?? { ...newFile(wanted.subject, scan.Created), AliasesDue: true };
  const open = await stillOpen(table, wanted.subject.userId, base.OpenScans, scan);
  const joined = joinable(base, open, scan);
  if (joined === null && open.size >= wanted.mostOpenScans) {
    throw new AssayError('busy', 'Too many scans of this file are open at once; try again when one has ended.');
  }
  if (joined === null) {
    open.set(scan.ScanID, { Engines: Object.keys(scan.Expected).sort(), Created: scan.Created, Fresh: scan.Fresh });
  }
  const counted = [...base.CountedSubmissions, scan.ScanID].slice(-MOST_COUNTED);
  const joins = { ...base.Joined, ...(joined === null ? {} : { [scan.ScanID]: joined }) };
  const next = {
    ...base,
    OpenScans: Object.fromEntries(open),
    CountedSubmissions: counted,
    Joined: Object.fromEntries(Object.entries(joins).filter(([id]) => counted.includes(id))),
  };
  if (!wanted.submission) return { file: next, joined };
  const submission = submitted(next, known !== null, wanted.subject, scan.Created);
  // Search hears of a new name soon; sooner if the scan closes before.
  return { file: dueBy(submission, after(new Date(scan.Created), SEARCH_DELAY_S)), joined };
}

/**
 * A file that is being deleted is not added to. One that is gone may come again, but only by an upload that began to
 * store its bytes after everything was gone: whatever was stored before may have been removed with the file.
 */
function refuseWhileDeleted(file: FileItem | null, { subject, submission }: Wanted): void {
  if (file?.State === 'live') return;
  if (!submission) throw new AssayError('not-found');
  const gone = file?.NewestScan ?? null;
  if ((file !== null && gone === null) || gone !== (subject.seen ?? null)) throw beingDeleted();
}

type OpenScan = FileItem['OpenScans'][string];

/** The listed scans that are there and not complete; what a dead process left behind is dropped. */
async function stillOpen(
  table: Table,
  uid: string,
  listed: FileItem['OpenScans'],
  own: ScanItem,
): Promise<Map<string, OpenScan>> {
  const entries = Object.entries(listed).filter(([id]) => id !== own.ScanID);
  const found = await Promise.all(entries.map(([id]) => getScan(table, uid, own.SHA256, id)));
  return new Map(entries.filter((_, at) => (found[at]?.Status ?? 'complete') !== 'complete'));
}

/**
 * The newest open scan that covers the same engines. A re-analysis, which wants every engine to look anew, joins
 * only a scan whose answers cannot come from the cache.
 */
function joinable(file: Omit<FileItem, 'Version'>, open: Map<string, OpenScan>, own: ScanItem): string | null {
  const cacheable = Object.values(file.Engines).some((engine) => engine.Outcome === 'completed');
  const covering = [...open].filter(([, scan]) => {
    const engines = new Set(scan.Engines);
    const anew = !own.Fresh || scan.Fresh || !cacheable;
    return anew && Object.keys(own.Expected).every((engine) => engines.has(engine));
  });
  return (
    covering
      .map(([id]) => id)
      .sort()
      .at(-1) ?? null
  );
}

/** Counts a submission. Times only move forward, so a slow request does not undo what a newer one wrote. */
function submitted(
  file: Omit<FileItem, 'Version'>,
  known: boolean,
  subject: Subject,
  at: string,
): Omit<FileItem, 'Version'> {
  const history = file.FileHistory;
  const newest = at >= history.LastSubmission;
  return {
    ...file,
    RecentAt: at > file.RecentAt ? at : file.RecentAt,
    Names: addName(file.Names, subject.filename),
    TimesSubmitted: known ? file.TimesSubmitted + 1 : 1,
    FileMetadata: { ...file.FileMetadata, Filename: newest ? subject.filename : file.FileMetadata.Filename },
    FileHistory: {
      ...history,
      FirstSubmission: at < history.FirstSubmission ? at : history.FirstSubmission,
      LastSubmission: newest ? at : history.LastSubmission,
    },
  };
}
