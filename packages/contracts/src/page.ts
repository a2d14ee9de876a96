import { z } from 'zod';

/** `limit` of a list: 1 to `most`. */
export function limitOf(most: number, unset: number) {
  return z.coerce.number().int().min(1).max(most).default(unset).describe(`1 to ${most}; ${unset} when absent.`);
}

/** Where the page before ended; opaque, good for the same route, query and caller only. */
export const Cursor = z.string().min(1).max(4096).optional().describe('`meta.cursor` of the page before.');

/** The query of a paged list in VirusTotal's sizes. */
export const Page = z.object({ limit: limitOf(40, 10), cursor: Cursor });

/** `links` and `meta` of a page. On the last one there is neither `next` nor `cursor`. */
export const PageLinks = z.object({ self: z.url(), next: z.url().optional() });
export const PageMeta = z.object({ count: z.int().optional(), cursor: z.string().optional() });
