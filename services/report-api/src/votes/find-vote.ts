import { AssayError, type FileItem, type VoteItem } from '@assay/contracts';
import { getVote, type Table } from '@assay/table';
import { everyFile, type Reader } from '../files/find-file.ts';
import { parseVoteId } from './vote-resource.ts';

/** A vote, and the file that it is on. */
export interface FoundVote {
  readonly vote: VoteItem;
  readonly file: FileItem;
}

/** The vote with this id on a file that the caller may read; see `findFile`. Throws not-found. */
export async function findVote(table: Table, caller: Reader, id: string, owner?: string): Promise<FoundVote> {
  const place = parseVoteId(id);
  if (place !== null) {
    for await (const file of everyFile(table, caller, place.sha256, owner)) {
      const vote = await getVote(table, file.UserID, file.FileID, place.voter);
      if (vote !== null) return { vote, file };
    }
  }
  throw new AssayError('not-found', `Vote "${id.slice(0, 160)}" not found`);
}
