import { readReport } from '@assay/scans';
import { getFile, resolveHash } from '@assay/table';
import { fileObject } from '../files/file-object.ts';
import type { ReportApp } from '../report-app.ts';
import type { Relation, RelationScope } from './relation.ts';

/** The same user's other files with the MD5 or SHA-1 of this one, last submitted first. */
export const hashCollisions: Relation = async (report, scope, { limit, after }) => {
  const all = await collisionsOf(report, scope.file);
  const from = after === undefined ? 0 : all.indexOf(after) + 1;
  const shown = all.slice(from, from + limit);
  return {
    items: shown.map((id) => ({ type: 'file', id, place: id, read: () => readFile(report, scope, id) })),
    next: from + limit < all.length ? (shown.at(-1) ?? null) : null,
    count: all.length,
  };
};

async function collisionsOf({ table }: ReportApp, file: RelationScope['file']): Promise<string[]> {
  const { MD5, SHA1 } = file.FileMetadata;
  const found = await Promise.all([MD5, SHA1].map((hash) => resolveHash(table, file.UserID, hash)));
  return [...new Set(found.flat())].filter((sha256) => sha256 !== file.FileID);
}

/** A file of the same user as the one that the scope is of; null when it is gone. */
export async function readFile(
  report: ReportApp,
  { file: { UserID }, caller, api, choice }: RelationScope,
  id: string,
) {
  const file = await getFile(report.table, UserID, id);
  if (file === null) return null;
  const { attributes, exclude_attributes } = choice;
  const view = { api, reader: caller.userId, attributes, exclude_attributes };
  return fileObject(file, await readReport(report.scans, UserID, id), view);
}
