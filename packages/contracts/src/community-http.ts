import { z } from 'zod';
import { Relationship } from './http.ts';
import { PageLinks, PageMeta } from './page.ts';

const Links = z.object({ self: z.url() });
const Relationships = z.record(z.string(), Relationship);

/** How a comment was voted on. */
export const CommentVotes = z
  .object({ positive: z.int().min(0), negative: z.int().min(0), abuse: z.int().min(0) })
  .meta({ id: 'CommentVotes' });
export type CommentVotes = z.infer<typeof CommentVotes>;

export const Comment = z
  .object({
    type: z.literal('comment'),
    id: z.string().describe('`f-<sha256>-<8 hex digits>`.'),
    links: Links,
    attributes: z
      .object({
        date: z.int(),
        text: z.string().describe('As it was written.'),
        html: z.string().describe('The text as markup that shows it: escaped, without marks that turn its direction.'),
        tags: z.array(z.string()).describe('`#words` of the text, lower case, without the `#`.'),
        votes: CommentVotes,
      })
      .partial()
      .describe('All of them unless some were chosen.'),
    relationships: Relationships.optional(),
  })
  .meta({ id: 'Comment' });
export type Comment = z.infer<typeof Comment>;

export const CommentObject = z.object({ data: Comment }).meta({ id: 'CommentObject' });
export const CommentList = z
  .object({ data: z.array(Comment), meta: PageMeta, links: PageLinks })
  .meta({ id: 'CommentList' });

/** Text of people: no control characters but line breaks and tabs, and nothing that UTF-8 cannot write. */
const CommentText = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => text.isWellFormed(), 'is not well-formed text')
  .refine((text) => !/[^\P{Cc}\t\n\r]/u.test(text), 'must hold no control characters')
  .refine((text) => text.trim() !== '', 'must say something');

export const NewComment = z
  .object({
    data: z.object({ type: z.literal('comment').optional(), attributes: z.object({ text: CommentText }) }),
  })
  .meta({ id: 'NewComment' });

/** A vote on a comment. */
export const NewCommentVote = z
  .object({ data: z.enum(['positive', 'negative', 'abuse']) })
  .meta({ id: 'NewCommentVote' });

/** A vote on a file: `value` is 1 for harmless and -1 for malicious. */
export const Vote = z
  .object({
    type: z.literal('vote'),
    id: z.string().describe('`f-<sha256>-<user name>`.'),
    links: Links,
    attributes: z
      .object({
        date: z.int(),
        value: z.union([z.literal(1), z.literal(-1)]),
        verdict: z.enum(['harmless', 'malicious']),
      })
      .partial()
      .describe('All of them unless some were chosen.'),
    relationships: Relationships.optional(),
  })
  .meta({ id: 'Vote' });
export type Vote = z.infer<typeof Vote>;

export const VoteObject = z.object({ data: Vote }).meta({ id: 'VoteObject' });
export const VoteList = z.object({ data: z.array(Vote), meta: PageMeta, links: PageLinks }).meta({ id: 'VoteList' });

export const NewVote = z
  .object({
    data: z.object({
      type: z.literal('vote').optional(),
      attributes: z.object({ verdict: z.enum(['harmless', 'malicious']) }),
    }),
  })
  .meta({ id: 'NewVote' });
