import type { FileItem } from '@assay/contracts';
import { sampleKey, sampleKeyWithSha256 } from '@assay/samples';
import {
  deleteAliases,
  eraseItems,
  fileDueShard,
  holdName,
  type Key,
  listKeys,
  newFile,
  putTombstone,
  releaseName,
  removeTombstone,
  resultsPartition,
  scanPrefix,
} from '@assay/table';
import { after } from './due-at.ts';
import { type Hold, HoldLost, holdFile } from './hold-file.ts';
import { newScanId } from './new-scan-id.ts';
import { ownerOf } from './owner-of.ts';
import type { Scans } from './scans.ts';

export type EraseScans = Pick<Scans, 'table' | 'samples' | 'live' | 'search' | 'limits' | 'logger' | 'now'>;

/**
 * Carries on with the deletion of a file, from wherever an earlier process left it: every step removes what it finds and
 * may be repeated. Ends with what is left of the file, which stands for a day against late writers; when that is due,
 * everything is looked for once more and the last trace goes.
 */
export async function eraseFile(scans: EraseScans, read: FileItem): Promise<void> {
  let file = read;
  if (file.NewestScan !== null) {
    const again = { ...file, NewestScan: null, LastPass: true };
    if (!(await putTombstone(scans.table, file, again))) return;
    file = { ...again, Version: file.Version + 1 };
  }
  const hold = holdFile(scans, file);
  try {
    await hold.keep();
    await eraseScans(scans, hold);
    await eraseObjects(scans, hold);
    await eraseNames(scans, hold);
    await hold.keep();
    await scans.search?.remove(file.UserID, file.FileID);
    await leave(scans, hold.file());
  } catch (error) {
    if (!(error instanceof HoldLost)) throw error;
  }
}

/**
 * The scans before their results: whoever records an answer looks for its scan afterwards, so an answer is either seen
 * here or taken back there. Their live events before them, because afterwards nobody knows their ids.
 */
async function eraseScans(scans: EraseScans, hold: Hold): Promise<void> {
  const { UserID: uid, FileID: sha256 } = hold.file();
  await eachPage(scans, hold, uid, scanPrefix(sha256), async (keys) => {
    await scans.live.forget(
      uid,
      keys.map((key) => key.FileID.slice(-20)),
    );
    await eraseItems(scans.table, keys);
  });
  await eachPage(scans, hold, resultsPartition(uid), `${sha256}#`, (keys) => eraseItems(scans.table, keys));
}

/** What engines wrote, and the sample under every name that it can have. */
async function eraseObjects({ samples, table, now }: EraseScans, hold: Hold): Promise<void> {
  const { UserID: uid, FileID: sha256, ObjectKey: key, FileMetadata } = hold.file();
  const [user, md5] = [ownerOf(hold.file()), FileMetadata.MD5];
  await hold.keep();
  await samples.deleteFolder(`results/${uid}/${sha256}/`);
  const short = sampleKey(user, md5);
  if (key !== short) await samples.delete(key);
  // An upload at the same moment as the first one may have stored the bytes under the other name.
  await samples.delete(sampleKeyWithSha256(user, md5, sha256));
  await hold.keep();
  // Another file of the same MD5 may have the short name; nobody gets it while it is held here.
  if (await holdName(table, uid, md5, sha256, now())) {
    await samples.delete(short);
    await releaseName(table, uid, md5, sha256);
  }
}

/** Aliases, and everything that lies under the file: submissions, comments, votes, relations, the report. */
async function eraseNames(scans: EraseScans, hold: Hold): Promise<void> {
  const { UserID: uid, FileID: sha256, FileMetadata } = hold.file();
  await hold.keep();
  await deleteAliases(scans.table, uid, { md5: FileMetadata.MD5, sha1: FileMetadata.SHA1, sha256 });
  await eachPage(scans, hold, uid, `${sha256}#`, (keys) =>
    eraseItems(scans.table, [...keys.flatMap((key) => otherEnd(key, sha256)), ...keys]),
  );
}

const RELATION = /^[0-9a-f]{64}#(child|parent)#([0-9a-f]{64})$/;

/** The same relation as the other file has it. */
function otherEnd({ UserID, FileID }: Key, sha256: string): Key[] {
  const [, end, other] = RELATION.exec(FileID) ?? [];
  return other === undefined ? [] : [{ UserID, FileID: `${other}#${end === 'child' ? 'parent' : 'child'}#${sha256}` }];
}

async function eachPage(
  scans: EraseScans,
  hold: Hold,
  partition: string,
  prefix: string,
  erase: (keys: readonly Key[]) => Promise<void>,
): Promise<void> {
  let next: Key | null = null;
  do {
    await hold.keep();
    const page: { keys: Key[]; next: Key | null } = await listKeys(scans.table, partition, prefix, next);
    if (page.keys.length > 0) await erase(page.keys);
    next = page.next;
  } while (next !== null);
}

/** The end, if nobody took the file over: what is left of it, or after the last pass nothing. */
async function leave(scans: EraseScans, file: FileItem): Promise<void> {
  const now = scans.now();
  const ended =
    file.LastPass === true
      ? await removeTombstone(scans.table, file)
      : await putTombstone(scans.table, file, whatIsLeft(file, now, after(now, scans.limits.tombstoneS)));
  if (ended) scans.logger.info({ user: file.UserID, file: file.FileID }, 'a file was deleted');
}

/** Hashes by which late leftovers are found again, and nothing else of the file. */
function whatIsLeft(file: FileItem, now: Date, dueAt: string): Omit<FileItem, 'Version'> {
  const { MD5: md5, SHA1: sha1, SHA256: sha256 } = file.FileMetadata;
  const { UserID: userId, ObjectKey: objectKey } = file;
  return {
    ...newFile({ userId, sha256, sha1, md5, size: 0, filename: '', objectKey }, now.toISOString()),
    Hash: '',
    State: 'deleting',
    Names: [],
    NewestScan: newScanId(now),
    DueAt: dueAt,
    DueShard: fileDueShard(file.FileID),
  };
}
