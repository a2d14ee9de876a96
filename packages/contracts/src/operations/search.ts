import { z } from 'zod';
import { Collection } from '../http.ts';
import { operation } from '../operation.ts';
import { Cursor, limitOf, Page, PageMeta } from '../page.ts';
import { FILE_RELATIONSHIPS } from '../relationships.ts';
import { AlikeMeta, LookedUp, Lookup, MAX_EXPORT, SearchExport, SearchHits, SimilarFiles } from '../search-http.ts';
import { FileParams } from './params.ts';
import { AttributeChoice, OwnerChoice, relationshipChoice } from './selection.ts';

const LANGUAGE =
  'Words and `modifier:value`, joined by `and`, `or`, `not`, `-` and parentheses; what stands side by side must all hold. ' +
  'Modifiers: `name`, `type`, `tag`, `size` (`120KB+`), `positives` or `p` (`5+`, `5-`), `submissions`, `verdict`, `engine`, `signature` (`clamav=27800`), `engines`, ' +
  '`<engine>:<label>`, `fs`, `ls`, `la` (`2026-01-31+`, `7d+`), `md5`, `sha1`, `sha256`, `imphash`, `ssdeep`, `tlsh`, `similar-to`. ' +
  'A fault is a 400 that says at which column.';

const FIELDS = ['first_submission_date', 'last_submission_date', 'positives', 'times_submitted', 'size'] as const;

/** As VirusTotal writes it; an unencoded `+` arrives as a blank. */
const SearchOrder = z
  .string()
  .regex(new RegExp(`^(${FIELDS.join('|')})[+ -]?$`), `must be one of ${FIELDS.join(', ')}, with + or - behind it`)
  .default('last_submission_date-')
  .transform((text) => {
    const [, by, way] = /^(.*?)([+ -]?)$/.exec(text) ?? [];
    return { by: by as (typeof FIELDS)[number], descending: way === '-' || way === '' };
  })
  .describe(`${FIELDS.join(', ')}; \`+\` ascending, \`-\` descending, which is what is meant without either.`);

const Owner = OwnerChoice.shape.owner.describe(
  'User name, for analysts: only this user’s files. When absent, analysts search everybody’s and others their own.',
);
const Search = z.object({
  query: z.string().max(4096).default('').describe(LANGUAGE),
  order: SearchOrder,
  owner: Owner,
});

const shared = { method: 'GET', service: 'report-api', tag: 'Search' } as const;

export const searchFiles = operation({
  ...shared,
  id: 'searchFiles',
  path: '/search',
  under: ['v1'],
  summary: 'Search files',
  description: LANGUAGE,
  query: Search.extend({ limit: limitOf(100, 20), cursor: Cursor }),
  answer: { description: 'A page of hits.', schema: SearchHits },
  errors: ['busy', 'no-search', 'too-long', 'unsupported-content-query'],
});

export const exportSearch = operation({
  ...shared,
  id: 'exportSearch',
  path: '/search/export',
  under: ['v1'],
  summary: 'Search files and take the hits away as CSV or JSON',
  description: `At most ${MAX_EXPORT} rows. \`x-export-limit\` says so and \`x-export-complete\` whether that were all.`,
  query: Search.extend({ format: z.enum(['csv', 'json']).default('json') }),
  answer: {
    description: 'The hits.',
    schema: SearchExport,
    types: ['text/csv'],
    headers: {
      'X-Export-Limit': { description: 'Most rows of one export.', schema: z.int(), example: MAX_EXPORT },
      'X-Export-Complete': {
        description: 'Whether these are all: no more than the limit, and likeness was not cut.',
        schema: z.boolean(),
        example: true,
      },
    },
  },
  errors: ['busy', 'no-search', 'too-long', 'unsupported-content-query'],
});

export const lookupFiles = operation({
  ...shared,
  id: 'lookupFiles',
  method: 'POST',
  path: '/files/lookup',
  under: ['v1'],
  summary: 'Look up many hashes at once',
  description: 'From the table itself: it answers also while search does not.',
  body: { schema: Lookup, example: { hashes: ['44d88612fea8a8f36de82e1278abb02f'] } },
  answer: { description: 'For every hash the file, or null.', schema: LookedUp },
});

export const similarFiles = operation({
  ...shared,
  id: 'similarFiles',
  path: '/files/{id}/similar',
  under: ['v1'],
  summary: 'Files that are like this one, by imphash, ssdeep and TLSH',
  description:
    'ssdeep’s score and TLSH’s distance are computed truly, for the files that share parts with this one: those with an ssdeep score, all up to a TLSH distance of 20 and most up to 50, as far as the bounds on what is compared reach; beyond them `meta.alike_cut` says so.',
  params: FileParams,
  query: z.object({ limit: limitOf(100, 20), owner: OwnerChoice.shape.owner }),
  answer: { description: 'The most alike first.', schema: SimilarFiles },
  errors: ['busy', 'no-search', 'too-long', 'not-found'],
});

/** VirusTotal's searches, as clients written for it call them. */
export const search = operation({
  ...shared,
  id: 'search',
  path: '/search',
  under: ['v3'],
  summary: 'A hash, `#tag` or query',
  description:
    'A hash answers from the table itself, `#tag` with the comments that have it; what nobody has is an empty list.',
  query: Page.extend({ query: z.string().min(1).max(4096).describe(LANGUAGE), ...AttributeChoice.shape }),
  answer: {
    description: 'A page of objects.',
    schema: Collection.extend({ meta: PageMeta.extend(AlikeMeta.shape) }).meta({ id: 'SearchCollection' }),
  },
  errors: ['busy', 'no-search', 'too-long', 'unsupported-content-query'],
});

/** What is put into each of up to 300 hits. `similar_files` would be a search of its own for every one of them. */
const RELATED_TO_HITS = FILE_RELATIONSHIPS.filter(({ name }) => name !== 'similar_files');
const MOST_RELATED = 8;

export const intelligenceSearch = operation({
  ...shared,
  id: 'intelligenceSearch',
  path: '/intelligence/search',
  under: ['v3'],
  summary: "VirusTotal's advanced search for files",
  description: `${LANGUAGE} At most ${MOST_RELATED} relationships are put in; \`similar_files\` is none of them: ask it of one file.`,
  query: Search.extend({
    limit: limitOf(300, 10),
    cursor: Cursor,
    descriptors_only: z.enum(['true', 'false']).default('false'),
    ...AttributeChoice.shape,
    ...relationshipChoice(RELATED_TO_HITS, MOST_RELATED).shape,
  }),
  answer: {
    description: 'A page of files.',
    schema: Collection.extend({
      meta: PageMeta.extend({
        ...AlikeMeta.shape,
        days_back: z.int().describe('How far back it looked: to the beginning.'),
      }),
    }).meta({ id: 'IntelligenceSearch' }),
  },
  errors: ['busy', 'no-search', 'too-long', 'unsupported-content-query'],
});

export const searchSnippet = operation({
  ...shared,
  id: 'searchSnippet',
  path: '/intelligence/search/snippets/{id}',
  under: ['v3'],
  summary: 'Parts of contents that a search found: there are none, for contents are not searched',
  params: z.object({ id: z.string().max(4096) }),
  answer: { description: 'Never.', schema: z.object({ data: z.array(z.string()) }) },
  errors: ['not-found'],
});

export const SEARCH = [searchFiles, exportSearch, lookupFiles, similarFiles, search, intelligenceSearch, searchSnippet];
