import type { ObjectKey } from './sample-store.ts';

/** `<user>:<md5>`, as the seed names the object of a sample. The user name holds no colon. */
export function sampleKey(user: string, md5: string): ObjectKey {
  return `${user}:${md5}`;
}

/** Where a second file of one user with the same MD5 lies: whoever does not hold the shorter name. */
export function sampleKeyWithSha256(user: string, md5: string, sha256: string): ObjectKey {
  return `${user}:${md5}:${sha256}`;
}

/** Where the attributes or the log of one engine run lie when they are too large for the table. */
export function resultKey(
  userId: string,
  sha256: string,
  scanId: string,
  engine: string,
  part: 'attributes' | 'log',
): ObjectKey {
  return `results/${userId}/${sha256}/${scanId}/${engine}/${part}`;
}
