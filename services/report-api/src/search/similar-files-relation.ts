import type { FileItem } from '@assay/contracts';
import { readReport } from '@assay/scans';
import type { SimilarHit } from '@assay/search';
import { fileObject } from '../files/file-object.ts';
import type { Relation } from '../relationships/relation.ts';
import { firstOfEach } from './first-of-each.ts';
import { readAllHits } from './read-hits.ts';
import { rankSimilar } from './similar-files.ts';

/** As many as the relationship has; the most alike. */
const MOST = 100;

/**
 * `similar_files` of a file: a ranking and no history, so that it is made anew for every page. The ranking costs the same
 * however much of it is shown; of the files no more are read than are shown, and one to know whether there is a next page.
 */
export const similarFilesRelation: Relation = async (report, { file, caller, api, choice }, { limit, after }) => {
  const { hits } = await rankSimilar(report, caller, file, MOST);
  // To VirusTotal's clients a SHA-256 is one file, whoever has it.
  const others = hits.filter(({ sha256 }) => sha256 !== file.FileID);
  const ranked = firstOfEach(others, ({ sha256 }) => sha256);
  const live: { hit: SimilarHit; file: FileItem }[] = [];
  for (let at = startOf(ranked, after); at < ranked.length && live.length <= limit; ) {
    const some = ranked.slice(at, at + limit + 1 - live.length);
    live.push(...(await readAllHits(report, caller, some)));
    at += some.length;
  }
  const shown = live.slice(0, limit);
  const last = shown.at(-1);
  const next = live.length > limit && last !== undefined ? placeOf(ranked, last.hit) : null;
  const { attributes, exclude_attributes } = choice;
  const view = { api, reader: caller.userId, attributes, exclude_attributes };
  return {
    items: shown.map(({ hit, file: other }) => ({
      type: 'file',
      id: other.FileID,
      place: placeOf(ranked, hit),
      read: async () => fileObject(other, await readReport(report.scans, other.UserID, other.FileID), view),
    })),
    next,
    // How many of the others are there is not known without reading them.
    count: after === undefined && next === null ? shown.length : undefined,
  };
};

/** Rank and name of what a page ended with. */
function placeOf(ranked: readonly SimilarHit[], hit: SimilarHit): string {
  return `${ranked.indexOf(hit)}/${hit.sha256}`;
}

/** Behind the file with which the page before ended; when it is not alike any more, where it stood. */
function startOf(ranked: readonly SimilarHit[], after: string | undefined): number {
  if (after === undefined) return 0;
  const [rank, sha256] = after.split('/');
  const at = ranked.findIndex((hit) => hit.sha256 === sha256);
  return at < 0 ? Number(rank) : at + 1;
}
