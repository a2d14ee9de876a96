import type { FileItem } from '@assay/contracts';
import { changeFile, fileDueShard, getUser, putAliases, readFileItem } from '@assay/table';
import { beginDeletion } from './delete.ts';
import { after } from './due-at.ts';
import { type EraseScans, eraseFile } from './erase-file.ts';
import { ownerOf } from './owner-of.ts';
import { readReport } from './read-report.ts';
import type { FileRef, Scans } from './scans.ts';
import { searchDocument } from './search-document.ts';
import { tellWebhooks } from './tell-webhooks.ts';

export type FileScans = EraseScans & Pick<Scans, 'webhooks'>;

const DAY_S = 86_400;
const BY_TIME = { Action: 'file.expire', Actor: 'system', ActorToken: null, Address: null } as const;

/**
 * Does what a file in `Due` waits for: carries on with its deletion, begins it when its time is over, or sees that its
 * hashes lead to it, tells of changed verdicts and writes what search knows of it. Then it leaves `Due` until its time is
 * over, unless somebody has changed it in between, who has left it there.
 */
export async function driveFile(scans: FileScans, { userId, sha256 }: FileRef): Promise<void> {
  const read = await readFileItem(scans.table, userId, sha256);
  if (read?.DueAt === undefined) return;
  if (read.State === 'deleting') return eraseFile(scans, read);
  const days = (await getUser(scans.table, userId))?.RetentionDays ?? null;
  if (isOver(retention(read, days), scans.now())) {
    // Whoever submits it again in between keeps it.
    await beginDeletion(scans, { userId, sha256 }, BY_TIME, (current) => current.Version === read.Version);
    return;
  }
  if (read.AliasesDue === true) await putAliases(scans.table, userId, hashesOf(read), scans.now());
  const file = await tellVerdicts(scans, read);
  if (file === null) return;
  await scans.search?.put(searchDocument(file, await readReport(scans, userId, sha256)));
  const left = await changeFile(scans.table, userId, sha256, (current) =>
    current?.State === 'live' && current.Version === file.Version ? settled(current, retention(file, days)) : null,
  );
  // Its deletion may have been faster than our write to the index.
  if (left?.State !== 'live') await scans.search?.remove(userId, sha256);
}

function hashesOf({ FileMetadata: { MD5, SHA1, SHA256 } }: FileItem) {
  return { md5: MD5, sha1: SHA1, sha256: SHA256 };
}

/** When the time of a file is over, by what its owner is granted now; null: never. */
function retention(file: FileItem, days: number | null): string | null {
  return days === null ? null : after(new Date(file.FileHistory.LastSubmission), days * DAY_S);
}

function isOver(retainUntil: string | null, now: Date): boolean {
  return retainUntil !== null && retainUntil <= now.toISOString();
}

/**
 * Tells webhooks of the changes of the verdict and notes at once that they were told, so that nothing which fails
 * afterwards has them told again. Answers the file as it is then; null when somebody has changed it in between.
 */
async function tellVerdicts(scans: FileScans, file: FileItem): Promise<FileItem | null> {
  const untold = file.VerdictChanges.filter((change) => change.Told === false);
  if (untold.length === 0) return file;
  for (const change of untold) await tellVerdict(scans, file, change);
  const told = new Set(untold.map(occasion));
  const noted = await changeFile(scans.table, file.UserID, file.FileID, (current) =>
    current?.State === 'live' ? withTold(current, told) : null,
  );
  return noted?.State === 'live' && noted.Version === file.Version + 1 ? noted : null;
}

function withTold(file: FileItem, told: ReadonlySet<string>): FileItem {
  const VerdictChanges = file.VerdictChanges.map((change) =>
    told.has(occasion(change)) ? { ...change, Told: true } : change,
  );
  return { ...file, VerdictChanges };
}

type VerdictChange = FileItem['VerdictChanges'][number];

/** What a change is told apart by from the other changes of its file. */
const occasion = ({ ScanID, From, To }: VerdictChange) => `${ScanID}|${From}|${To}`;

async function tellVerdict(scans: FileScans, file: FileItem, change: VerdictChange): Promise<void> {
  const { MD5, SHA1, SHA256, Filename, Size } = file.FileMetadata;
  const subject = { sha256: SHA256, sha1: SHA1, md5: MD5, filename: Filename, size: Size };
  const { ScanID: scanid, From: from, To: to, At: changed } = change;
  const data = { user: ownerOf(file), ...subject, scanid, from, to, changed };
  await tellWebhooks(scans, file.UserID, `${SHA256}|${occasion(change)}`, { event: 'verdict.changed', data });
}

function settled(file: FileItem, retainUntil: string | null): FileItem {
  const { DueAt: _at, DueShard: _shard, AliasesDue: _named, ...rest } = file;
  const next = { ...rest, RetainUntil: retainUntil };
  return retainUntil === null ? next : { ...next, DueAt: retainUntil, DueShard: fileDueShard(file.FileID) };
}
