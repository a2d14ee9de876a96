import { type FileItem, VoteItem } from '@assay/contracts';
import { ABSENT, deleteItem, getItem, putItem, queryAll, queryPage, under } from './item.ts';
import { voteKey, votePrefix } from './keys.ts';
import type { Table } from './table.ts';

/** Writes a vote; false when this user has voted on the file before. */
export function putVote(table: Table, vote: VoteItem): Promise<boolean> {
  return putItem(table, vote, ABSENT);
}

/** The vote of a user on a file, read consistently, or null. `uid` is of whose file it is. */
export function getVote(table: Table, uid: string, sha256: string, voter: string): Promise<VoteItem | null> {
  return getItem(table, VoteItem, voteKey(uid, sha256, voter));
}

export async function deleteVote(table: Table, uid: string, sha256: string, voter: string): Promise<void> {
  await deleteItem(table, voteKey(uid, sha256, voter));
}

/** The votes on a file by the names of who voted. `after` is the name with which the page before ended. */
export async function listVotes(
  table: Table,
  uid: string,
  sha256: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: VoteItem[]; next: string | null }> {
  const { items, last } = await queryPage(table, VoteItem, {
    ...under(uid, votePrefix(sha256)),
    ConsistentRead: true,
    Limit: page.limit,
    ...(page.after === undefined ? {} : { ExclusiveStartKey: voteKey(uid, sha256, page.after) }),
  });
  return { items, next: last === null ? null : (items.at(-1)?.Voter ?? null) };
}

/** Counts the votes on a file anew. At most one for each user. */
export async function countVotes(table: Table, uid: string, sha256: string): Promise<FileItem['Votes']> {
  const votes = await queryAll(table, VoteItem, { ...under(uid, votePrefix(sha256)), ConsistentRead: true });
  const malicious = votes.filter((vote) => vote.Verdict === 'malicious').length;
  return { Harmless: votes.length - malicious, Malicious: malicious };
}
