import { AssayError, FILE_RELATIONSHIPS } from '@assay/contracts';
import { similarFilesRelation } from '../search/similar-files-relation.ts';
import { analyses } from './analyses.ts';
import { comments } from './comments.ts';
import { hashCollisions } from './hash-collisions.ts';
import type { Relation } from './relation.ts';
import { submissions } from './submissions.ts';
import { userVotes, votes } from './votes.ts';

/** The relationships of which something can be known. */
const KNOWN: Readonly<Record<string, Relation>> = {
  analyses,
  comments,
  hash_collisions: hashCollisions,
  similar_files: similarFilesRelation,
  submissions,
  user_votes: userVotes,
  votes,
};

const empty: Relation = async () => ({ items: [], next: null, count: 0 });
const NAMES: ReadonlySet<string> = new Set(FILE_RELATIONSHIPS.map(({ name }) => name));

/** How a relationship of files is read; one that VirusTotal has and Assay knows nothing of is empty. Null: there is none. */
export function fileRelation(name: string): Relation | null {
  if (!NAMES.has(name)) return null;
  return Object.hasOwn(KNOWN, name) ? (KNOWN[name] ?? empty) : empty;
}

export function noSuchRelationship(name: string): AssayError {
  return new AssayError('not-found', `Relationship "${name.slice(0, 64)}" not found`);
}
