import type { FoundKey } from './find-key.ts';

/** In-process copies of keys: few, and for a moment only. */
export interface RecentKeys {
  get(token: string): FoundKey | null;
  /** `readAt`: when the reading of the key began; the copy is good for a moment from then. */
  put(token: string, found: FoundKey, readAt: number): void;
}

/** `lifeMs` bounds how long a revoked key goes on working here. */
export function createRecentKeys(maxKeys: number, lifeMs: number, clock: () => number): RecentKeys {
  const keys = new Map<string, { found: FoundKey; until: number }>();
  return {
    get(token) {
      const entry = keys.get(token);
      if (entry === undefined) return null;
      if (entry.until > clock() && entry.until - lifeMs <= clock()) return entry.found;
      keys.delete(token);
      return null;
    },
    put(token, found, readAt) {
      keys.delete(token);
      keys.set(token, { found, until: readAt + lifeMs });
      // A Map keeps the order of insertion, so the first is the oldest.
      for (const oldest of keys.keys()) {
        if (keys.size <= maxKeys) break;
        keys.delete(oldest);
      }
    },
  };
}
