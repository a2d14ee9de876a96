import { z } from 'zod';
import { ScanId } from './ids.ts';
import { ScanStatus } from './live-events.ts';
import { PageLinks, PageMeta } from './page.ts';
import { Began } from './table-items/index.ts';
import { FileVerdict } from './verdict.ts';

/** Somebody sent the file. */
export const SubmissionEntry = z
  .object({
    type: z.literal('submission'),
    id: z.string(),
    timestamp: z.iso.datetime(),
    who: z.string().describe('User name.'),
    key: z.string().nullable().describe('Public API token of the key that was used; null in a session.'),
    client: z.string().nullable().describe('User-Agent.'),
    name: z.string(),
    scanid: ScanId.describe('The scan that it began or joined.'),
  })
  .meta({ id: 'SubmissionEntry' });

/** The engines looked at the file. */
export const ScanEntry = z
  .object({
    type: z.literal('scan'),
    id: ScanId,
    timestamp: z.iso.datetime(),
    who: z.string().describe('User name, or what of Assay itself began it.'),
    key: z.string().nullable(),
    by: Began.shape.By,
    status: ScanStatus,
    completed: z.iso.datetime().nullable(),
    verdict: FileVerdict.nullable(),
    engines: z.int().describe('How many were expected.'),
  })
  .meta({ id: 'ScanEntry' });

export const HistoryEntry = z.discriminatedUnion('type', [SubmissionEntry, ScanEntry]).meta({ id: 'HistoryEntry' });
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** What happened to a file, newest first. */
export const History = z
  .object({ data: z.array(HistoryEntry), meta: PageMeta, links: PageLinks })
  .meta({ id: 'History' });
