import { createHash } from 'node:crypto';

/** Every key of the table. Suffixes of the partition key exist so that IAM can say who writes what. */
export interface Key {
  readonly UserID: string;
  readonly FileID: string;
}

/** The partition of a user: SHA-256 of the user name in lower-case hex. */
export function userId(userName: string): string {
  return createHash('sha256').update(userName, 'utf8').digest('hex');
}

export const fileKey = (uid: string, sha256: string): Key => ({ UserID: uid, FileID: sha256 });
export const reportKey = (uid: string, sha256: string): Key => ({ UserID: uid, FileID: `${sha256}#report` });
export const scanPrefix = (sha256: string): string => `${sha256}#scan#`;
export const scanKey = (uid: string, sha256: string, scanId: string): Key => ({
  UserID: uid,
  FileID: `${scanPrefix(sha256)}${scanId}`,
});
export const submissionPrefix = (sha256: string): string => `${sha256}#submission#`;
export const submissionKey = (uid: string, sha256: string, submissionId: string): Key => ({
  UserID: uid,
  FileID: `${submissionPrefix(sha256)}${submissionId}`,
});
export const objectNameKey = (uid: string, md5: string): Key => ({ UserID: uid, FileID: `#object#${md5}` });
export const aliasPrefix = (hash: string): string => `#hash#${hash}#`;
export const aliasKey = (uid: string, hash: string, sha256: string): Key => ({
  UserID: uid,
  FileID: `${aliasPrefix(hash)}${sha256}`,
});
export const resultsPartition = (uid: string): string => `${uid}#results`;
export const resultPrefix = (sha256: string, scanId: string): string => `${sha256}#${scanId}#`;
export const resultItemKey = (uid: string, sha256: string, scanId: string, engine: string): Key => ({
  UserID: resultsPartition(uid),
  FileID: `${resultPrefix(sha256, scanId)}${engine}`,
});
export const accountKey = (uid: string): Key => ({ UserID: `${uid}#account`, FileID: '#user' });
export const keysPartition = (uid: string): string => `${uid}#keys`;
export const apiKeyKey = (uid: string, token: string): Key => ({ UserID: keysPartition(uid), FileID: token });
export const ENGINES_PARTITION = 'engines';
export const engineKey = (pool: string, engine: string): Key => ({
  UserID: ENGINES_PARTITION,
  FileID: `${pool}#${engine}`,
});

export const DUE_SHARDS = 16;

/** Which of the 16 shards of `Due` a scan lies in; spread evenly because the id ends in random digits. */
export function dueShard(scanId: string): number {
  return Number(scanId.slice(-4)) % DUE_SHARDS;
}
