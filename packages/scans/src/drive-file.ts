import type { FileItem } from '@assay/contracts';
import { changeFile, getUser, readFileItem } from '@assay/table';
import { beginDeletion } from './delete.ts';
import { after } from './due-at.ts';
import { type EraseScans, eraseFile } from './erase-file.ts';
import { fileShard } from './mark-file-due.ts';
import { ownerOf } from './owner-of.ts';
import { readReport } from './read-report.ts';
import type { FileRef, Scans } from './scans.ts';
import { searchDocument } from './search-document.ts';
import { tellWebhooks } from './tell-webhooks.ts';

export type FileScans = EraseScans & Pick<Scans, 'webhooks'>;

const DAY_S = 86_400;
const BY_TIME = { Action: 'file.expire', Actor: 'system', ActorToken: null, Address: null } as const;

/**
 * Does what a file in `Due` waits for: carries on with its deletion, begins it when its time is over, or writes what
 * search knows of it and tells of changed verdicts. Then it leaves `Due` until its time is over, unless somebody has
 * changed it in between, who has left it there.
 */
export async function driveFile(scans: FileScans, { userId, sha256 }: FileRef): Promise<void> {
  const file = await readFileItem(scans.table, userId, sha256);
  if (file?.DueAt === undefined) return;
  if (file.State === 'deleting') return eraseFile(scans, file);
  const retainUntil = await retention(scans, file);
  if (retainUntil !== null && retainUntil <= scans.now().toISOString()) {
    await beginDeletion(scans, { userId, sha256 }, BY_TIME);
    return;
  }
  await tellVerdicts(scans, file);
  await scans.search?.put(searchDocument(file, await readReport(scans, userId, sha256)));
  const left = await changeFile(scans.table, userId, sha256, (current) =>
    current?.State === 'live' && current.Version === file.Version ? settled(current, retainUntil) : null,
  );
  // Its deletion may have been faster than our write to the index.
  if (left?.State !== 'live') await scans.search?.remove(userId, sha256);
}

/** When the time of a file is over, by what its owner is granted now; null: never. */
async function retention(scans: FileScans, file: FileItem): Promise<string | null> {
  const days = (await getUser(scans.table, file.UserID))?.RetentionDays ?? null;
  return days === null ? null : after(new Date(file.FileHistory.LastSubmission), days * DAY_S);
}

async function tellVerdicts(scans: FileScans, file: FileItem): Promise<void> {
  const { MD5, SHA1, SHA256, Filename, Size } = file.FileMetadata;
  for (const change of file.VerdictChanges) {
    if (change.Told !== false) continue;
    const subject = { sha256: SHA256, sha1: SHA1, md5: MD5, filename: Filename, size: Size };
    const { ScanID: scanid, From: from, To: to, At: changed } = change;
    const data = { user: ownerOf(file), ...subject, scanid, from, to, changed };
    await tellWebhooks(scans, file.UserID, `${SHA256}|${scanid}|${from}|${to}`, { event: 'verdict.changed', data });
  }
}

function settled(file: FileItem, retainUntil: string | null): FileItem {
  const { DueAt: _at, DueShard: _shard, ...rest } = file;
  const VerdictChanges = file.VerdictChanges.map((change) => ({ ...change, Told: true }));
  const next = { ...rest, VerdictChanges, RetainUntil: retainUntil };
  return retainUntil === null ? next : { ...next, DueAt: retainUntil, DueShard: fileShard(file.FileID) };
}
