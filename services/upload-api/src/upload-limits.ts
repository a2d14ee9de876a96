/** Bounds of uploads; the names say the units. */
export interface UploadLimits {
  readonly maxFileBytes: number;
  /** Largest form that is taken directly; beyond it, and up to `maxFileBytes`, an upload URL is needed. */
  readonly maxDirectBytes: number;
  /** Up to this size a sample is held in memory and stored at once. */
  readonly maxHeldBytes: number;
  /** For the held samples of all uploads of this process together. */
  readonly memoryBudgetBytes: number;
  /** Uploads under way at once; further ones are asked to come back. */
  readonly maxUploads: number;
  /** A body that brings nothing for so long is cut. */
  readonly silenceMs: number;
  /** How long, and for how many bytes, a refused client may go on sending before the connection is cut. */
  readonly lingerMs: number;
  readonly lingerBytes: number;
  /** Time between two tries to withdraw what could not be recorded. */
  readonly withdrawRetryMs: number;
  /** What comes out of a protected ZIP may be so many times as large as the ZIP… */
  readonly maxUnpackRatio: number;
  /** …and in any case so large. */
  readonly freeUnpackBytes: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_UPLOAD_LIMITS: UploadLimits = {
  maxFileBytes: 4096 * MIB,
  maxDirectBytes: Number.MAX_SAFE_INTEGER,
  maxHeldBytes: 8 * MIB,
  memoryBudgetBytes: 64 * MIB,
  maxUploads: 100,
  silenceMs: 60_000,
  lingerMs: 5_000,
  lingerBytes: 64 * MIB,
  withdrawRetryMs: 5_000,
  maxUnpackRatio: 200,
  freeUnpackBytes: 256 * MIB,
};
