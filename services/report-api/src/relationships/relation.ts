import type { Caller } from '@assay/auth';
import type { Comment, Descriptor, FileItem, operations, Resource, Vote } from '@assay/contracts';
import type { ReportApp } from '../report-app.ts';

/** Of what, for whom and in which form a relationship is read. */
export interface RelationScope {
  readonly file: FileItem;
  readonly caller: Caller;
  /** `<origin>/api/v3`, without a trailing slash. */
  readonly api: string;
  readonly choice: operations.AttributeChoice & operations.RelationshipChoice;
}

/** An object with its attributes. */
export type Whole = Resource | Comment | Vote;

/** One object that a file is related to: its name, and the whole of it when it is wanted; null when it is gone. */
export interface Related extends Descriptor {
  /** Where the page behind it begins. Told by those whose whole is a report: of them fewer may fit onto a page. */
  readonly place?: string;
  read(): Whole | null | Promise<Whole | null>;
}

export interface RelatedPage {
  readonly items: readonly Related[];
  /** Where the next page begins, null on the last one. */
  readonly next: string | null;
  /** Of the whole relationship; absent where it would cost too much to count. */
  readonly count?: number | undefined;
}

/** Reads a page of one relationship of a file, which `after` says where to begin. */
export type Relation = (
  report: ReportApp,
  scope: RelationScope,
  page: { readonly limit: number; readonly after: string | undefined },
) => Promise<RelatedPage>;

/** A list that is whole on its first page is counted by it; any other by `count`, when that can tell. */
export async function counted(
  page: { readonly items: readonly Related[]; readonly next: string | null },
  after: string | undefined,
  count: () => Promise<number | null>,
): Promise<RelatedPage> {
  const whole = after === undefined && page.next === null;
  return { ...page, count: whole ? page.items.length : ((await count()) ?? undefined) };
}
