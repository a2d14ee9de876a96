import {
  ANALYSIS_RELATIONSHIPS,
  COMMENT_RELATIONSHIPS,
  FILE_RELATIONSHIPS,
  type RelationshipName,
  VOTE_RELATIONSHIPS,
} from '@assay/contracts';
import { similarFilesRelation } from '../search/similar-files-relation.ts';
import { analyses } from './analyses.ts';
import { comments } from './comments.ts';
import { hashCollisions } from './hash-collisions.ts';
import type { Relation } from './relation.ts';
import { submissions } from './submissions.ts';
import { userVotes, votes } from './votes.ts';

export interface FileRelation {
  readonly read: Relation;
  /**
   * The relationships that can be put into each object of the list: of files in one there are none. Null where the list
   * is empty, so that nothing that is asked for is missing.
   */
  readonly ofEach: readonly RelationshipName[] | null;
}

/** The relationships of which something can be known. */
const KNOWN: Readonly<Record<string, FileRelation>> = {
  analyses: { read: analyses, ofEach: ANALYSIS_RELATIONSHIPS },
  comments: { read: comments, ofEach: COMMENT_RELATIONSHIPS },
  hash_collisions: { read: hashCollisions, ofEach: [] },
  similar_files: { read: similarFilesRelation, ofEach: [] },
  submissions: { read: submissions, ofEach: [] },
  user_votes: { read: userVotes, ofEach: VOTE_RELATIONSHIPS },
  votes: { read: votes, ofEach: VOTE_RELATIONSHIPS },
};

const EMPTY: FileRelation = { read: async () => ({ items: [], next: null, count: 0 }), ofEach: null };
const NAMES: ReadonlySet<string> = new Set(FILE_RELATIONSHIPS.map(({ name }) => name));

/** A relationship of files; one that VirusTotal has and Assay knows nothing of is empty. Null: there is none. */
export function fileRelation(name: string): FileRelation | null {
  if (!NAMES.has(name)) return null;
  return Object.hasOwn(KNOWN, name) ? (KNOWN[name] ?? EMPTY) : EMPTY;
}
