import { AssayError, type FileItem, type VoteItem } from '@assay/contracts';
import { markFileDue } from '@assay/scans';
import { changeFile, countVotes, deleteVote, getVote, putVote, type Table, voteKey } from '@assay/table';
import { noSuchFile } from '../files/file-hash.ts';

/**
 * Writes a user's vote on a file, once, and counts the file's votes anew. Throws already-exists when the user has voted
 * before, and not-found when the file is deleted meanwhile. A second try also makes up for a count that was not written.
 */
export async function addVote(
  table: Table,
  file: FileItem,
  voter: string,
  verdict: VoteItem['Verdict'],
  now: Date,
): Promise<VoteItem> {
  const { UserID: uid, FileID: sha256 } = file;
  const key = voteKey(uid, sha256, voter);
  const vote: VoteItem = { ...key, SHA256: sha256, Voter: voter, Verdict: verdict, CreatedAt: now.toISOString() };
  const written = await putVote(table, vote);
  if (!(await countAnew(table, file, now))) {
    if (written) await deleteVote(table, uid, sha256, voter);
    throw noSuchFile(sha256);
  }
  if (written) return vote;
  const stands = (await getVote(table, uid, sha256, voter))?.Verdict ?? verdict;
  throw new AssayError('already-exists', `User "${voter}" already voted "${stands}" for this file`);
}

/** False when the file is not there any more. Whoever writes last has read every vote that was written before. */
async function countAnew(table: Table, file: FileItem, now: Date): Promise<boolean> {
  const changed = await changeFile(table, file.UserID, file.FileID, async (current) => {
    if (current === null || current.State !== 'live') return null;
    const votes = await countVotes(table, file.UserID, file.FileID);
    const same = votes.Harmless === current.Votes.Harmless && votes.Malicious === current.Votes.Malicious;
    return same ? null : markFileDue({ ...current, Votes: votes, ChangedAt: now.toISOString() }, now);
  });
  return changed?.State === 'live';
}
