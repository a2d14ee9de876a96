import { type ResultPost, ScanCompleted, type ScanMessage } from '@assay/contracts';
import { createUser, createWebhook, newUser, webhookKey } from '@assay/table';
import type { Submitted } from '../../src/begin.ts';
import { enter, hash, hosted, UID, USER, uploadOf, type World } from '../world.ts';

/** A claim as its worker holds it. */
export interface Run {
  readonly pool: string;
  readonly worker: string;
  readonly claim: string;
  readonly message: ScanMessage;
  readonly left: Set<string>;
  /** The worker died, but what it sent may still arrive. */
  ghost: boolean;
}

/** Everything that happened in a world, as far as the end can be judged by it. */
export interface History {
  readonly world: World;
  /** Submissions that were answered with success, and those of which the caller does not know. */
  accepted: (Submitted & { submission: boolean; mayBeGone: boolean })[];
  unknown: { sha256: string; submission: boolean }[];
  /** Files of which a deletion was asked for, whether or not it was answered. */
  readonly deleted: Set<string>;
  /** Scans that a deletion certainly took. */
  readonly gone: Set<string>;
  /** What the user's webhook was told. */
  readonly told: ScanCompleted[];
  readonly runs: Run[];
  /** Messages that were received by a worker and not deleted. */
  readonly posts: { scanId: string; engine: string; post: ResultPost; recorded: boolean }[];
  posted: number;
  boots: number;
}

export const LINUX = ['clamav', 'yara', 'pe'];
export const WINDOWS = ['defender'];
export const POOLS: Record<string, readonly string[]> = { linux: LINUX, windows: WINDOWS };

const WEBHOOK = '0'.repeat(32);

/** Three files, of which the first two are made to have one MD5. Where they lie is for `reserveName` to say. */
const MD5 = hash('md5', 'collision');
const CONTENTS = ['one', 'two', 'three'];
export const FILES = CONTENTS.map((content, at) => uploadOf(content, at < 2 ? { md5: MD5 } : {}));
export const bytesOf = (which: number): Buffer => Buffer.from(CONTENTS[which] as string);

export async function newHistory(world: World): Promise<History> {
  await enter(world, {
    linux: [
      hosted('clamav'),
      hosted('yara', { kind: 'rules' }),
      hosted('pe', { kind: 'static', provides: ['pe_info', 'type_tag'] }),
    ],
    windows: [hosted('defender', { os: 'windows' })],
  });
  await createUser(
    world.table,
    newUser({ userName: USER, accessLevel: 'user', passwordHash: 'x', email: 'a@example.org' }, world.clock.now),
  );
  const told: ScanCompleted[] = [];
  await createWebhook(world.table, {
    ...webhookKey(UID, WEBHOOK),
    WebhookID: WEBHOOK,
    Url: 'https://hooks.example.org',
    Events: ['scan.completed'],
    Enabled: true,
    CreatedAt: world.clock.now.toISOString(),
    Failures: 0,
    LastDelivery: null,
    Recent: [],
    Note: null,
    Version: 1,
  });
  world.webhooks.receive = ({ body }) => {
    told.push(ScanCompleted.parse(JSON.parse(body).data));
    return { status: 200, error: null };
  };
  return {
    world,
    accepted: [],
    unknown: [],
    deleted: new Set(),
    gone: new Set(),
    told,
    runs: [],
    posts: [],
    posted: 0,
    boots: 0,
  };
}
