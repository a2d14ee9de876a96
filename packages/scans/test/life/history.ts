import type { ResultPost, ScanMessage } from '@assay/contracts';
import type { Submitted } from '../../src/begin.ts';
import { enter, hash, hosted, uploadOf, type World } from '../world.ts';

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
  readonly accepted: (Submitted & { submission: boolean })[];
  readonly unknown: { sha256: string; submission: boolean }[];
  readonly runs: Run[];
  /** Messages that were received by a worker and not deleted. */
  readonly posts: { scanId: string; engine: string; post: ResultPost; recorded: boolean }[];
  posted: number;
  boots: number;
}

export const LINUX = ['clamav', 'yara', 'pe'];
export const WINDOWS = ['defender'];
export const POOLS: Record<string, readonly string[]> = { linux: LINUX, windows: WINDOWS };

/** Three files, of which the first two are made to have one MD5. */
const MD5 = hash('md5', 'collision');
export const FILES = [
  uploadOf('one', { md5: MD5, objectKey: `ann:${MD5}` }),
  uploadOf('two', { md5: MD5, objectKey: `ann:${MD5}:${hash('sha256', 'two')}` }),
  uploadOf('three'),
];

export async function newHistory(world: World): Promise<History> {
  await enter(world, {
    linux: [
      hosted('clamav'),
      hosted('yara', { kind: 'rules' }),
      hosted('pe', { kind: 'static', provides: ['pe_info', 'type_tag'] }),
    ],
    windows: [hosted('defender', { os: 'windows' })],
  });
  return { world, accepted: [], unknown: [], runs: [], posts: [], posted: 0, boots: 0 };
}
