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
export const accountKey = (uid: string): Key => ({ UserID: accountPartition(uid), FileID: '#user' });
export const accountPartition = (uid: string): string => `${uid}#account`;
export const sessionPrefix = '#session#';
export const sessionKey = (uid: string, sessionId: string): Key => ({
  UserID: accountPartition(uid),
  FileID: `${sessionPrefix}${sessionId}`,
});
export const webhookPrefix = '#webhook#';
/** Beside the account, because accounts-api writes it and results-ingest only notes deliveries there. */
export const webhookKey = (uid: string, id: string): Key => ({
  UserID: accountPartition(uid),
  FileID: `${webhookPrefix}${id}`,
});
export const deliveryPrefix = '#delivery#';
export const deliveryKey = (uid: string, id: string): Key => ({ UserID: uid, FileID: `${deliveryPrefix}${id}` });
export const idempotencyKey = (uid: string, keyHash: string): Key => ({ UserID: uid, FileID: `#idem#${keyHash}` });
export const usagePartition = (uid: string): string => `${uid}#usage`;
export const usageKey = (uid: string, day: string): Key => ({ UserID: usagePartition(uid), FileID: day });
export const auditPartition = (month: string): string => `audit#${month}`;
export const commentPrefix = (sha256: string): string => `${sha256}#comment#`;
export const commentKey = (uid: string, sha256: string, commentId: string): Key => ({
  UserID: uid,
  FileID: `${commentPrefix(sha256)}${commentId}`,
});
export const votePrefix = (sha256: string): string => `${sha256}#vote#`;
export const voteKey = (uid: string, sha256: string, voter: string): Key => ({
  UserID: uid,
  FileID: `${votePrefix(sha256)}${voter}`,
});
export const keysPartition = (uid: string): string => `${uid}#keys`;
export const apiKeyKey = (uid: string, token: string): Key => ({ UserID: keysPartition(uid), FileID: token });
export const openIdKey = (issuer: string, subject: string): Key => ({
  UserID: `openid#${createHash('sha256')
    .update(JSON.stringify([issuer, subject]), 'utf8')
    .digest('hex')}`,
  FileID: '#user',
});
export const INVITATIONS_PARTITION = 'invitations';
export const invitationKey = (id: string): Key => ({ UserID: INVITATIONS_PARTITION, FileID: id });
/** Who is certain to be an admin; see `admins.ts`. */
export const ADMINS_KEY: Key = { UserID: 'admins', FileID: '#admins' };
export const ENGINES_PARTITION = 'engines';
export const engineKey = (pool: string, engine: string): Key => ({
  UserID: ENGINES_PARTITION,
  FileID: `${pool}#${engine}`,
});

export const DUE_SHARDS = 16;
/** Shards of `Due` behind those, for webhook deliveries. */
export const DELIVERY_SHARDS = 4;

/** In which of them a delivery lies. */
export function deliveryShard(uid: string): number {
  return DUE_SHARDS + (Number.parseInt(uid.slice(-2), 16) % DELIVERY_SHARDS);
}

/** Shards of `Due` behind those, for files. */
export const FILE_SHARDS = 8;

/** In which of them a file lies. */
export function fileDueShard(sha256: string): number {
  return DUE_SHARDS + DELIVERY_SHARDS + (Number.parseInt(sha256.slice(-2), 16) % FILE_SHARDS);
}

/** Which of the 16 shards of `Due` a scan lies in; spread evenly because the id ends in random digits. */
export function dueShard(scanId: string): number {
  return Number(scanId.slice(-4)) % DUE_SHARDS;
}

/** Which shard of `Due` a user lies in who is being deleted. */
export function userDueShard(uid: string): number {
  return Number.parseInt(uid.slice(0, 2), 16) % DUE_SHARDS;
}
