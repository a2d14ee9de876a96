import type { Caller } from '@assay/auth';
import { type Descriptor, FileHash, type operations, type Resource } from '@assay/contracts';
import type { StillAsked } from '@assay/service-kit';
import { z } from 'zod';
import { commentResource } from '../comments/comment-resource.ts';
import { listLatest } from '../comments/list-latest.ts';
import { findFiles } from '../files/find-file.ts';
import { withinBudget } from '../page-budget.ts';
import type { Whole } from '../relationships/relation.ts';
import type { ReportApp } from '../report-app.ts';
import { fileResource } from './file-resource.ts';
import { searchPage } from './search-page.ts';

const CommentPlace = z.object({ sortAt: z.string(), sha256: z.string(), commentId: z.string() });

interface Asked extends operations.AttributeChoice {
  readonly query: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly stillAsked: StillAsked;
}

interface Answer {
  readonly data: (Whole | Resource | Descriptor)[];
  readonly cursor: string | null;
  readonly alikeCut: boolean;
}

/**
 * VirusTotal's search box: a hash, `#tag`, an address, or anything else as a query for files. What it says of a hash needs
 * no index, and of addresses, which Assay knows nothing of, it finds nothing.
 */
export function simpleSearch(report: ReportApp, caller: Caller, asked: Asked, api: string): Promise<Answer> {
  const text = asked.query.trim();
  const hash = FileHash.safeParse(text);
  if (hash.success) return byHash(report, caller, hash.data, asked, api);
  if (/^#[\p{L}\p{N}_-]{1,64}$/u.test(text)) return byTag(report, caller, text.slice(1).toLowerCase(), asked, api);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return Promise.resolve({ data: [], cursor: null, alikeCut: false });
  return byQuery(report, caller, asked, api);
}

/** The newest file of each SHA-256: an analyst sees it once, whoever has it. */
async function byHash(report: ReportApp, caller: Caller, hash: string, asked: Asked, api: string): Promise<Answer> {
  const files = await findFiles(report.table, caller, hash);
  const once = [...new Map(files.toReversed().map((file) => [file.FileID, file])).values()].reverse();
  const shown = once.slice(0, asked.limit);
  const view = { caller, api, choice: asked, similarity: null };
  const data = await Promise.all(shown.map((file) => fileResource(report, { ...view, file })));
  return { data, cursor: null, alikeCut: false };
}

async function byTag(report: ReportApp, caller: Caller, tag: string, asked: Asked, api: string): Promise<Answer> {
  const { limit, stillAsked } = asked;
  const bound = { route: 'search/comments', query: { tag }, userId: caller.userId };
  const after = asked.cursor === undefined ? undefined : CommentPlace.parse(report.cursors.open(bound, asked.cursor));
  const { items, next } = await listLatest(report.table, caller.userId, tag, { limit, after, stillAsked });
  return {
    data: items.map((comment) => commentResource(comment, api, asked)),
    cursor: next === null ? null : report.cursors.sign(bound, next),
    alikeCut: false,
  };
}

async function byQuery(report: ReportApp, caller: Caller, asked: Asked, api: string): Promise<Answer> {
  const order = { by: 'last_submission_date', descending: true } as const;
  const { query, limit, cursor: from, stillAsked } = asked;
  const page = await searchPage(report, caller, {
    query,
    limit,
    cursor: from,
    order,
    once: true,
    stillAsked,
  });
  const { data, cutAfter } = await withinBudget(page.found, ({ file, hit }) => {
    stillAsked();
    return fileResource(report, { file, similarity: hit.similarity, caller, api, choice: asked });
  });
  const cursor = cutAfter === null ? page.cursor : page.cursorAfter(cutAfter.hit);
  return { data, cursor, alikeCut: page.alikeCut };
}
