import type { CommentItem, VoteItem } from '@assay/contracts';
import { describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { AT, digest, fileItem, submissionItem } from './items.ts';

const SHA256 = digest('sha256', 'talked about');

function commentItem(uid: string, commentId: string, sha256 = SHA256): CommentItem {
  return {
    ...tables.commentKey(uid, sha256, commentId),
    Kind: tables.commentKind(uid),
    SortAt: `${AT}#${commentId}`,
    CommentID: commentId,
    SHA256: sha256,
    Author: 'ada',
    Text: 'a comment',
    Tags: [],
    CreatedAt: AT,
    Votes: {},
    Version: 1,
  };
}

function voteItem(uid: string, voter: string, verdict: VoteItem['Verdict']): VoteItem {
  return { ...tables.voteKey(uid, SHA256, voter), SHA256, Voter: voter, Verdict: verdict, CreatedAt: AT };
}

export function communityCases(table: () => tables.Table, newUser: () => string): void {
  describe('comments', () => {
    it('are written once under an id, changed, and gone when they are deleted', async () => {
      const uid = newUser();
      const comment = commentItem(uid, '6a000001');
      expect(await tables.putComment(table(), comment)).toBe(true);
      expect(await tables.putComment(table(), { ...comment, Text: 'another' })).toBe(false);
      await tables.changeComment(table(), uid, SHA256, '6a000001', (item) =>
        item === null ? null : { ...item, Votes: { bob: 'positive' } },
      );
      expect(await tables.getComment(table(), uid, SHA256, '6a000001')).toEqual({
        ...comment,
        Votes: { bob: 'positive' },
        Version: 2,
      });
      await tables.deleteComment(table(), uid, SHA256, '6a000001');
      await tables.deleteComment(table(), uid, SHA256, '6a000001');
      expect(await tables.getComment(table(), uid, SHA256, '6a000001')).toBeNull();
    });

    it('of a file come newest first, in pages, and are counted', async () => {
      const uid = newUser();
      const ids = ['6a000001', '6a000002', '6a00000a', '6b000000'];
      for (const id of ids) await tables.putComment(table(), commentItem(uid, id));
      await tables.putComment(table(), commentItem(uid, '6c000000', digest('sha256', 'another file')));
      const first = await tables.listComments(table(), uid, SHA256, { limit: 3 });
      expect(first.items.map((each) => each.CommentID)).toEqual(['6b000000', '6a00000a', '6a000002']);
      const rest = await tables.listComments(table(), uid, SHA256, { limit: 3, after: first.next ?? '' });
      expect(rest.items.map((each) => each.CommentID)).toEqual(['6a000001']);
      expect(rest.next).toBeNull();
      expect(await tables.countComments(table(), uid, SHA256)).toBe(4);
    });

    it('on all files of a user come newest first, in pages, and on no others', async () => {
      const [uid, other] = [newUser(), newUser()];
      for (const at of [1, 2, 3, 4, 5]) {
        await tables.putComment(table(), commentItem(uid, `6a00000${at}`, digest('sha256', `file ${at % 2}`)));
      }
      await tables.putComment(table(), commentItem(other, '6a000006'));
      const seen: string[] = [];
      let after: tables.CommentPlace | undefined;
      do {
        const page = await tables.latestComments(table(), uid, { limit: 2, after });
        seen.push(...page.items.map((each) => each.CommentID));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(seen).toEqual(['6a000005', '6a000004', '6a000003', '6a000002', '6a000001']);
    });

    it('with a tag come newest first, from behind as many without it', async () => {
      const uid = newUser();
      const tags: Record<number, string[]> = { 1: ['seen', 'other'], 4: ['seen'], 5: ['seen-it'] };
      for (const at of [1, 2, 3, 4, 5]) {
        await tables.putComment(table(), { ...commentItem(uid, `6a00000${at}`), Tags: tags[at] ?? [] });
      }
      const pages: string[][] = [];
      let after: tables.CommentPlace | undefined;
      do {
        const page = await tables.latestComments(table(), uid, { limit: 2, after, tag: 'seen' });
        pages.push(page.items.map((each) => each.CommentID));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(pages).toEqual([['6a000004'], [], ['6a000001']]);
    });
  });

  describe('votes', () => {
    it('count once for each user', async () => {
      const uid = newUser();
      expect(await tables.putVote(table(), voteItem(uid, 'ada', 'malicious'))).toBe(true);
      expect(await tables.putVote(table(), voteItem(uid, 'ada', 'harmless'))).toBe(false);
      await tables.putVote(table(), voteItem(uid, 'bob', 'harmless'));
      await tables.putVote(table(), voteItem(uid, 'cy', 'malicious'));
      expect(await tables.countVotes(table(), uid, SHA256)).toEqual({ Harmless: 1, Malicious: 2 });
      expect((await tables.getVote(table(), uid, SHA256, 'ada'))?.Verdict).toBe('malicious');
      const first = await tables.listVotes(table(), uid, SHA256, { limit: 2 });
      const rest = await tables.listVotes(table(), uid, SHA256, { limit: 2, after: first.next ?? '' });
      expect([...first.items, ...rest.items].map((vote) => vote.Voter)).toEqual(['ada', 'bob', 'cy']);
      await tables.deleteVote(table(), uid, SHA256, 'ada');
      expect(await tables.countVotes(table(), uid, SHA256)).toEqual({ Harmless: 1, Malicious: 1 });
    });
  });

  describe('who has a file', () => {
    it('is found by each of its hashes, whoever it is', async () => {
      const content = `found across users ${newUser()}`;
      const owners = [newUser(), newUser(), newUser()];
      const hashes = {
        md5: digest('md5', content),
        sha1: digest('sha1', content),
        sha256: digest('sha256', content),
      };
      for (const uid of owners) {
        await tables.changeFile(table(), uid, hashes.sha256, () => fileItem(uid, content));
        await tables.putAliases(table(), uid, hashes);
      }
      for (const hash of Object.values(hashes)) {
        const found = await tables.filesByHash(table(), hash, 10);
        expect(found.map((each) => each.userId).sort()).toEqual([...owners].sort());
        expect(found.map((each) => each.sha256)).toEqual(Array(3).fill(hashes.sha256));
        expect(await tables.filesByHash(table(), hash, 2)).toHaveLength(2);
      }
      expect(await tables.filesByHash(table(), digest('sha256', 'nobody has this'), 10)).toEqual([]);
    });
  });

  describe('a submission', () => {
    it('is found by its id, and those of a file are counted', async () => {
      const uid = newUser();
      const submission = submissionItem(uid, SHA256, '17000000001230000001');
      expect(await tables.getSubmission(table(), uid, SHA256, submission.SubmissionID)).toBeNull();
      await tables.putSubmission(table(), submission);
      expect(await tables.getSubmission(table(), uid, SHA256, submission.SubmissionID)).toEqual(submission);
      expect(await tables.countSubmissions(table(), uid, SHA256)).toBe(1);
    });
  });
}
