import { z } from 'zod';
import { Key, Time } from './key.ts';

export const CommentItem = z.object({
  ...Key,
  Kind: z.string().describe('`comment#<uid>`: the newest of a user, by `SortAt`.'),
  SortAt: z.string(),
  CommentID: z.string().describe('8 hex digits.'),
  SHA256: z.string(),
  Author: z.string(),
  Text: z.string().min(1).max(4096),
  Tags: z.array(z.string()).max(64),
  CreatedAt: Time,
  Votes: z
    .record(z.string(), z.enum(['positive', 'negative', 'abuse']))
    .default({})
    .describe('User → vote.'),
  Version: z.int().min(1),
});
export type CommentItem = z.infer<typeof CommentItem>;

export const VoteItem = z.object({
  ...Key,
  SHA256: z.string(),
  Voter: z.string(),
  Verdict: z.enum(['harmless', 'malicious']),
  CreatedAt: Time,
});
export type VoteItem = z.infer<typeof VoteItem>;
