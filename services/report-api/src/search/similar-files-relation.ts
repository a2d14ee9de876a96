import { readReport } from '@assay/scans';
import { fileObject } from '../files/file-object.ts';
import type { Relation } from '../relationships/relation.ts';
import { similarFiles } from './similar-files.ts';

/** As many as the relationship has; the most alike. */
const MOST = 100;

/** `similar_files` of a file: a ranking and no history, so that it is made anew for every page. */
export const similarFilesRelation: Relation = async (report, { file, caller, api, choice }, { limit, after }) => {
  const { found: all } = await similarFiles(report, caller, file, MOST);
  const placeOf = (each: (typeof all)[number]) => `${each.hit.userId}/${each.hit.sha256}`;
  const from = after === undefined ? 0 : all.findIndex((each) => placeOf(each) === after) + 1;
  const shown = all.slice(from, from + limit);
  const last = shown.at(-1);
  const { attributes, exclude_attributes } = choice;
  const view = { api, reader: caller.userId, attributes, exclude_attributes };
  return {
    items: shown.map(({ file: other }) => ({
      type: 'file',
      id: other.FileID,
      read: async () => fileObject(other, await readReport(report.scans, other.UserID, other.FileID), view),
    })),
    next: from + limit < all.length && last !== undefined ? placeOf(last) : null,
    count: all.length,
  };
};
