/** Bytes of samples that all uploads of this process together may hold in memory. */
export interface MemoryBudget {
  /** Takes all of it and answers true, or nothing and false. */
  take(bytes: number): boolean;
  give(bytes: number): void;
  readonly taken: number;
}

export function createMemoryBudget(totalBytes: number): MemoryBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > totalBytes) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
    get taken() {
      return taken;
    },
  };
}
