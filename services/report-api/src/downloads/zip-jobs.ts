import { type KeyObject, randomBytes } from 'node:crypto';
import { AssayError } from '@assay/contracts';
import { z } from 'zod';
import { createJobSeal } from './sealed-job.ts';

/** How long an archive can be asked for, in seconds. */
export const ZIP_JOB_S = 3600;

/** The commands of Redis that archives need. */
export interface ZipStore {
  set(key: string, value: string, px: 'PX', ms: number): Promise<unknown>;
  get(key: string): Promise<string | null>;
}

const ZipJob = z.object({
  password: z.string(),
  files: z.array(z.object({ owner: z.string(), sha256: z.string() })),
  filesError: z.int().min(0),
});
/** An archive that somebody asked for. It is made anew with every download, of what is still there then. */
export type ZipJob = z.infer<typeof ZipJob>;

/** Archives of a user, kept for an hour. Every method throws `transient` when Redis does not answer. */
export interface ZipJobs {
  /** Answers its id. */
  add(userId: string, job: ZipJob): Promise<string>;
  /** Throws `not-found` for what is not there, or is somebody else's. */
  get(userId: string, id: string): Promise<ZipJob>;
}

const ID = /^[0-9a-f]{32}$/;

/** Redis holds them sealed, because there is a password in them. */
export function createZipJobs(redis: ZipStore, key: KeyObject): ZipJobs {
  const seal = createJobSeal(key);
  const place = (userId: string, id: string) => `zip:${userId}:${id}`;
  return {
    async add(userId, job) {
      const id = randomBytes(16).toString('hex');
      const at = place(userId, id);
      await orTransient(() => redis.set(at, seal.seal(at, JSON.stringify(job)), 'PX', ZIP_JOB_S * 1000));
      return id;
    },
    async get(userId, id) {
      const at = place(userId, id);
      const sealed = ID.test(id) ? await orTransient(() => redis.get(at)) : null;
      const text = sealed === null ? null : seal.open(at, sealed);
      if (text === null) throw new AssayError('not-found', `ZIP file "${id}" not found`);
      return ZipJob.parse(JSON.parse(text));
    },
  };
}

async function orTransient<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw new AssayError('transient', undefined, { internal: 'Redis did not answer', cause });
  }
}
