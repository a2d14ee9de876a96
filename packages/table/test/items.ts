import { createHash } from 'node:crypto';
import type {
  ApiKeyItem,
  FileItem,
  HostedEngine,
  ResultItem,
  ScanItem,
  SubmissionItem,
  UserItem,
} from '@assay/contracts';
import { newUser } from '../src/accounts.ts';
import { newFile } from '../src/files.ts';
import { accountKey, apiKeyKey, resultItemKey, scanKey, submissionKey } from '../src/keys.ts';

/** Items as the contract suite writes them: complete, and with nothing in them that it does not need. */
export const AT = '2026-01-02T03:04:05.678Z';

export const digest = (algorithm: 'md5' | 'sha1' | 'sha256', text: string): string =>
  createHash(algorithm).update(text).digest('hex');

export function fileItem(uid: string, content: string, recentAt = AT): Omit<FileItem, 'Version'> {
  const [sha256, sha1, md5] = [digest('sha256', content), digest('sha1', content), digest('md5', content)];
  const filename = 'a.bin';
  const file = { userId: uid, sha256, sha1, md5, size: content.length, filename, objectKey: `user:${md5}` };
  return newFile(file, recentAt);
}

export function scanItem(uid: string, sha256: string, scanId: string, dueAt?: string): ScanItem {
  return {
    ...scanKey(uid, sha256, scanId),
    ScanID: scanId,
    Version: 1,
    Status: 'queued',
    User: 'user',
    MD5: digest('md5', 'x'),
    SHA1: digest('sha1', 'x'),
    SHA256: sha256,
    Size: 1,
    ObjectKey: 'user:x',
    Filename: 'a.bin',
    Created: AT,
    Completed: null,
    Began: { By: 'upload', Who: 'user', Token: null },
    Lane: 'normal',
    Fresh: false,
    Subset: false,
    Expected: {},
    Pools: {},
    Summary: null,
    Verdict: null,
    Closing: null,
    Notes: [],
    Announced: true,
    ...(dueAt === undefined ? {} : { DueAt: dueAt, DueShard: Number(scanId.slice(-4)) % 16 }),
  };
}

export function resultItem(
  uid: string,
  sha256: string,
  scanId: string,
  engine: string,
  outcome: ResultItem['Outcome'],
): ResultItem {
  return {
    ...resultItemKey(uid, sha256, scanId, engine),
    ScanID: scanId,
    Engine: engine,
    Outcome: outcome,
    Verdict: outcome === 'completed' ? 'undetected' : null,
    Label: null,
    Message: null,
    Versions: null,
    Parameters: null,
    StartedAt: AT,
    DurationMs: 1,
    RecordedAt: AT,
    CachedFrom: null,
    Attributes: new Uint8Array([1, 2, 3]),
    AttributesKey: null,
    Log: null,
    LogKey: null,
  };
}

export function submissionItem(uid: string, sha256: string, id: string): SubmissionItem {
  return {
    ...submissionKey(uid, sha256, id),
    SubmissionID: id,
    ScanID: id,
    Filename: 'a.bin',
    Client: null,
    Token: null,
    Created: AT,
  };
}

export function hostedEngine(id: string, changes: Partial<HostedEngine> = {}): HostedEngine {
  return {
    id,
    name: id.toUpperCase(),
    kind: 'antivirus',
    os: 'linux',
    available: true,
    reason: null,
    versions: { package: '1', engine: '2', signatures: null, signatures_date: null },
    parameters: '0123456789abcdef',
    accepts: [],
    rejects: [],
    max_bytes: 1000,
    timeout_s: 60,
    provides: [],
    confinement: [],
    notes: [],
    ...changes,
  } as HostedEngine;
}

export function userItem(uid: string, name: string): UserItem {
  return {
    ...newUser({ userName: name, accessLevel: 'user', passwordHash: '$argon2id$' }, new Date(AT)),
    ...accountKey(uid),
    SortAt: AT,
  };
}

export function apiKeyItem(uid: string, token: string): ApiKeyItem {
  return {
    ...apiKeyKey(uid, token),
    Api: { ApiKey: token, AccessLevel: 'user' },
    Sealed: 'sealed',
    SealVersion: 1,
    Name: 'first',
    CreatedAt: AT,
    RevokedAt: null,
    ExpiresOn: null,
    Networks: [],
    LastUsedAt: null,
    ReplacedBy: null,
  };
}
