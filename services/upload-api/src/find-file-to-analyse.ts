import { type Caller, rank } from '@assay/auth';
import { filesByHash, getFile, resolveHash, type Table, userId } from '@assay/table';

export interface FileToAnalyse {
  /** Whose it is. */
  readonly user: string;
  readonly userId: string;
  readonly sha256: string;
}

/** Most owners of one hash that are looked at. */
const MOST_OWNERS = 64;

/**
 * The live file with this hash that somebody wants analysed again: their own, else, for an admin, somebody's; with
 * `owner` that user's. Null when there is none for them, `forbidden` for an analyst, who may see the file of another.
 */
export async function findFileToAnalyse(
  table: Table,
  caller: Caller,
  hash: string,
  owner?: string,
): Promise<FileToAnalyse | 'forbidden' | null> {
  const mine = owner === undefined || userId(owner) === caller.userId;
  const [own] = mine ? await resolveHash(table, caller.userId, hash) : [];
  if (own !== undefined) return { user: caller.userName, userId: caller.userId, sha256: own };
  if (rank(caller.accessLevel) < rank('analyst')) return null;
  const found = await ofAnother(table, hash, owner);
  return found === null || caller.accessLevel === 'admin' ? found : 'forbidden';
}

async function ofAnother(table: Table, hash: string, owner: string | undefined): Promise<FileToAnalyse | null> {
  const places =
    owner === undefined
      ? await filesByHash(table, hash, MOST_OWNERS)
      : (await resolveHash(table, userId(owner), hash)).map((sha256) => ({ userId: userId(owner), sha256 }));
  const files = await Promise.all(places.map((place) => getFile(table, place.userId, place.sha256)));
  const [newest] = files.filter((file) => file !== null).sort((a, b) => b.RecentAt.localeCompare(a.RecentAt));
  if (newest === undefined) return null;
  // An object is named after its owner, whose name holds no colon.
  const user = newest.ObjectKey.slice(0, newest.ObjectKey.indexOf(':'));
  return { user, userId: newest.UserID, sha256: newest.FileID };
}
