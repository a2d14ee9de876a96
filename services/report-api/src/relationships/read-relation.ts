import type { Descriptor, Relationship } from '@assay/contracts';
import { z } from 'zod';
import { withinBudget } from '../page-budget.ts';
import type { ReportApp } from '../report-app.ts';
import { fileRelation } from './file-relations.ts';
import { noSuchRelationship } from './related-object.ts';
import type { Related, RelatedPage, RelationScope, Whole } from './relation.ts';

/** A page of a relationship whose end is signed: good for the same relationship of the same file and caller only. */
export interface SignedPage extends Omit<RelatedPage, 'next'> {
  readonly cursor: string | null;
  /** Signed; goes on behind an item of this page that told its place, for one that ends early. */
  cursorAfter(place: string): string;
}

/** Reads a page of a relationship by name. Throws not-found for a name that is none. */
export async function readRelation(
  report: ReportApp,
  scope: RelationScope,
  name: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<SignedPage> {
  const relation = fileRelation(name);
  if (relation === null) throw noSuchRelationship(name);
  const { file, caller } = scope;
  const bound = {
    route: `files/${name}`,
    query: { of: file.UserID, sha256: file.FileID },
    userId: caller.userId,
  };
  const after = cursor === undefined ? undefined : z.string().parse(report.cursors.open(bound, cursor));
  const { items, next, count } = await relation.read(report, scope, { limit, after });
  const sign = (place: string) => report.cursors.sign(bound, place);
  return { items, count, cursor: next === null ? null : sign(next), cursorAfter: sign };
}

/** The whole objects; one that is gone since is named with the error that reading it would be answered with. */
export async function resourcesOf(items: readonly Related[]): Promise<(Whole | Descriptor)[]> {
  return Promise.all(items.map(whole));
}

/** The same for a page, which ends early when reports on it are large; and where the next one begins. */
export async function pageOfResources({
  items,
  cursor,
  cursorAfter,
}: SignedPage): Promise<{ data: (Whole | Descriptor)[]; cursor: string | null }> {
  if (items.some(({ place }) => place === undefined)) return { data: await resourcesOf(items), cursor };
  const { data, cutAfter } = await withinBudget(items, whole);
  return { data, cursor: cutAfter?.place === undefined ? cursor : cursorAfter(cutAfter.place) };
}

async function whole(item: Related): Promise<Whole | Descriptor> {
  return (await item.read()) ?? gone(item);
}

export function descriptorOf({ type, id }: Related): Descriptor {
  return { type, id };
}

/** As many as an object shows of each of its relationships. */
const EMBEDDED = 10;

/** The first page of each of these relationships, to be put into the file object. Throws not-found as `readRelation`. */
export async function embeddedRelations(
  report: ReportApp,
  scope: RelationScope,
  names: Iterable<string>,
): Promise<Record<string, Relationship>> {
  const all = [...new Set(names)].map(async (name) => [name, await embedded(report, scope, name)] as const);
  return Object.fromEntries(await Promise.all(all));
}

async function embedded(report: ReportApp, scope: RelationScope, name: string): Promise<Relationship> {
  const { items, cursor, count } = await readRelation(report, scope, name, { limit: EMBEDDED });
  const file = `${scope.api}/files/${scope.file.FileID}`;
  const self = `${file}/relationships/${name}`;
  return {
    data: items.map(descriptorOf),
    meta: { ...(count === undefined ? {} : { count }), ...(cursor === null ? {} : { cursor }) },
    links: {
      self,
      related: `${file}/${name}`,
      ...(cursor === null ? {} : { next: `${self}?limit=${EMBEDDED}&cursor=${encodeURIComponent(cursor)}` }),
    },
  };
}

function gone({ type, id }: Related): Descriptor {
  const name = type === 'file' ? 'File' : `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return { type, id, error: { code: 'NotFoundError', message: `${name} "${id}" not found` } };
}
