import { FileItem } from '@assay/contracts';
import { z } from 'zod';
import { type Change, changeItem } from './change-item.ts';
import { getItem, queryPage } from './item.ts';
import { fileKey } from './keys.ts';
import type { Table } from './table.ts';

/** A file as its first upload describes it. */
export interface NewFile {
  readonly userId: string;
  readonly sha256: string;
  readonly sha1: string;
  readonly md5: string;
  readonly size: number;
  readonly filename: string;
  readonly objectKey: string;
}

/** A new file as the table keeps it, submitted once, `at` in ISO 8601. Writes nothing. */
export function newFile(file: NewFile, at: string): Omit<FileItem, 'Version'> {
  const { userId, sha256, sha1, md5, size, filename, objectKey } = file;
  return {
    ...fileKey(userId, sha256),
    Hash: sha256,
    RecentAt: at,
    State: 'live',
    ObjectKey: objectKey,
    FileMetadata: {
      ...{ MD5: md5, SHA1: sha1, SHA256: sha256, Filename: filename, Size: size },
      ...{ Tags: [], FileType: null, TypeTag: null, TrId: [] },
    },
    FileHistory: { CreationTime: null, FirstSubmission: at, LastSubmission: at, LastAnalysis: null },
    Names: [filename],
    TimesSubmitted: 1,
    CountedSubmissions: [],
    Joined: {},
    OpenScans: {},
    LastScan: null,
    Engines: {},
    Verdict: null,
    Coverage: null,
    UserTags: [],
    Votes: { Harmless: 0, Malicious: 0 },
    VerdictChanges: [],
    RetainUntil: null,
    NewestScan: null,
  };
}

/** The file, read consistently; null when there is none or it is being deleted. */
export async function getFile(table: Table, uid: string, sha256: string): Promise<FileItem | null> {
  const file = await readFileItem(table, uid, sha256);
  return file?.State === 'live' ? file : null;
}

/** The file item in whatever state it is, read consistently: for those who write it, never for readers of files. */
export function readFileItem(table: Table, uid: string, sha256: string): Promise<FileItem | null> {
  return getItem(table, FileItem, fileKey(uid, sha256));
}

/**
 * Changes the file item optimistically; see `changeItem`. The change also sees a file that is being deleted. Whoever
 * keeps copies of the file is told before this answers, also with an error: the write may have been done all the same.
 */
export async function changeFile(
  table: Table,
  uid: string,
  sha256: string,
  change: Change<FileItem>,
): Promise<FileItem | null> {
  let asked = false;
  try {
    return await changeItem(table, FileItem, fileKey(uid, sha256), async (item) => {
      const changed = await change(item);
      asked ||= changed !== null;
      return changed;
    });
  } finally {
    if (asked) await table.fileChanged?.(uid, sha256);
  }
}

/** Where a page of files ended. */
export interface FilePlace {
  readonly recentAt: string;
  readonly sha256: string;
}

/** A user's live files, last submitted first. A page may be short without being the last: `next` tells. */
export async function listFiles(
  table: Table,
  uid: string,
  page: { limit: number; after?: FilePlace | undefined },
): Promise<{ items: FileItem[]; next: FilePlace | null }> {
  const { items, last } = await queryPage(table, FileItem, {
    IndexName: 'Recent',
    KeyConditionExpression: 'UserID = :uid',
    ExpressionAttributeValues: { ':uid': uid },
    ScanIndexForward: false,
    Limit: page.limit,
    ...(page.after === undefined
      ? {}
      : { ExclusiveStartKey: { ...fileKey(uid, page.after.sha256), RecentAt: page.after.recentAt } }),
  });
  return {
    items: items.filter((file) => file.State === 'live'),
    next: last === null ? null : { recentAt: String(last.RecentAt), sha256: String(last.FileID) },
  };
}

const HashEntry = z.object({ UserID: z.string(), FileID: z.string() });

/**
 * Who has a file with this MD5, SHA-1 or SHA-256, whoever it is, in the order of their user ids: at most `limit`
 * entries, read from an index that lags a little behind the table and knows nothing of deletions. For those alone who may
 * read across users. `hash` is lower-case hex.
 */
export async function filesByHash(
  table: Table,
  hash: string,
  limit: number,
): Promise<{ userId: string; sha256: string }[]> {
  const { items } = await queryPage(table, HashEntry, {
    IndexName: 'ByHash',
    KeyConditionExpression: '#hash = :hash',
    // The word is reserved in expressions.
    ExpressionAttributeNames: { '#hash': 'Hash' },
    ExpressionAttributeValues: { ':hash': hash },
    Limit: limit,
  });
  // The key of an alias ends in the SHA-256 of its file, which is the whole key of a file.
  return items.map(({ UserID, FileID }) => ({ userId: UserID, sha256: FileID.slice(-64) }));
}
