/** In-process copies: few, and for a moment only. */
export interface Recent<T> {
  get(name: string): T | null;
  /** `readAt`: when the reading of it began; the copy is good for a moment from then. */
  put(name: string, value: T, readAt: number): void;
  drop(name: string): void;
}

/** `lifeMs` bounds how long what was revoked goes on working here. */
export function createRecent<T>(maxCopies: number, lifeMs: number, clock: () => number): Recent<T> {
  const copies = new Map<string, { value: T; until: number }>();
  return {
    get(name) {
      const entry = copies.get(name);
      if (entry === undefined) return null;
      if (entry.until > clock() && entry.until - lifeMs <= clock()) return entry.value;
      copies.delete(name);
      return null;
    },
    put(name, value, readAt) {
      copies.delete(name);
      copies.set(name, { value, until: readAt + lifeMs });
      // A Map keeps the order of insertion, so the first is the oldest.
      for (const oldest of copies.keys()) {
        if (copies.size <= maxCopies) break;
        copies.delete(oldest);
      }
    },
    drop(name) {
      copies.delete(name);
    },
  };
}
