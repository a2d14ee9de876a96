import { z } from 'zod';
import { FileBrief } from './http.ts';
import { PageLinks, PageMeta } from './page.ts';

/** A file that a search or a look-up found. */
export const FoundFile = FileBrief.extend({
  owner: z.string().describe('User name; of others only for analysts.'),
}).meta({ id: 'FoundFile' });
export type FoundFile = z.infer<typeof FoundFile>;

/** A file that a search found, with how alike it is to what `similar-to:`, `ssdeep:` or `tlsh:` named. */
export const SearchHit = FoundFile.extend({
  similarity: z.number().min(0).max(1).nullable().describe('1 is alike; null when likeness was not asked for.'),
}).meta({ id: 'SearchHit' });

/** Part of `meta` where likeness is searched. */
export const AlikeMeta = z.object({
  alike_cut: z
    .literal(true)
    .optional()
    .describe('More files may be alike than were compared or kept; absent when these are all.'),
});

/** A page of hits. It may be short without being the last: what was deleted meanwhile is left out. */
export const SearchHits = z
  .object({ data: z.array(SearchHit), meta: PageMeta.extend({ count: z.int(), ...AlikeMeta.shape }), links: PageLinks })
  .meta({ id: 'SearchHits' });

/** A file that is like another, and by what. */
export const SimilarFile = FoundFile.extend({
  similarity: z.number().min(0).max(1).describe('The best of the three; 1 is alike.'),
  alike: z.object({
    imphash: z.boolean().describe('The same one.'),
    ssdeep: z.int().min(1).max(100).nullable().describe("ssdeep's score; null when they have nothing in common."),
    tlsh: z.int().min(0).nullable().describe("TLSH's distance, 0 for alike; null beyond 50."),
  }),
}).meta({ id: 'SimilarFile' });

export const SimilarFiles = z
  .object({
    data: z.array(SimilarFile),
    meta: z.object({ count: z.int(), ...AlikeMeta.shape }),
    links: z.object({ self: z.url() }),
  })
  .meta({ id: 'SimilarFiles' });

/** Most hashes of one look-up. */
export const MAX_LOOKUP = 1_000;

export const Lookup = z
  .object({
    hashes: z
      .array(
        z.string().regex(/^([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/, 'must be an MD5, SHA-1 or SHA-256'),
      )
      .min(1)
      .max(MAX_LOOKUP),
  })
  .meta({ id: 'Lookup' });

/** In the order of the hashes, each in lower case and once; `file` is null for what is not there. */
export const LookedUp = z
  .object({
    data: z.array(z.object({ hash: z.string(), file: FoundFile.nullable() })),
    meta: z.object({ count: z.int(), found: z.int() }),
  })
  .meta({ id: 'LookedUp' });

/** Most rows of one export. */
export const MAX_EXPORT = 10_000;

export const SearchExport = z
  .object({
    data: z.array(FoundFile),
    meta: z.object({
      count: z.int(),
      complete: z.boolean().describe('Whether these are all: no more than the limit, and likeness was not cut.'),
    }),
  })
  .meta({ id: 'SearchExport' });
