/** Adds up what is noted under the same name until it is written behind the answers. */
export interface Gathered<V> {
  add(name: string, value: V): void;
  /** Writes what there is. What cannot be written is kept for the next time. Never rejects; one writing at a time. */
  flush(): Promise<void>;
}

export function gathered<V>(sum: (a: V, b: V) => V, write: (name: string, value: V) => Promise<unknown>): Gathered<V> {
  const waiting = new Map<string, V>();
  let writing: Promise<void> = Promise.resolve();
  /** The next writing, while another one is under way. */
  let next: Promise<void> | null = null;
  const add = (name: string, value: V) => {
    const before = waiting.get(name);
    waiting.set(name, before === undefined ? value : sum(before, value));
  };
  async function writeAll() {
    for (const name of [...waiting.keys()]) {
      const value = waiting.get(name) as V;
      waiting.delete(name);
      try {
        await write(name, value);
      } catch {
        add(name, value);
        // Who did not take this one will not take the others now.
        return;
      }
    }
  }
  return {
    add,
    flush() {
      next ??= writing.then(() => {
        next = null;
        writing = writeAll();
        return writing;
      });
      return next;
    },
  };
}
