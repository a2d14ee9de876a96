/** What was read, and when the reading began. */
export interface Read<T> {
  readonly value: T;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/** However many ask for the same thing at once, it is read once, and all get that answer or its failure. */
export function onceAtATime<P, T>(
  nameOf: (of: P) => string,
  look: (of: P) => Promise<T>,
  clock: () => number,
): (of: P) => Promise<Read<T>> {
  const looking = new Map<string, Promise<Read<T>>>();
  async function read(of: P, name: string): Promise<Read<T>> {
    const readAt = clock();
    try {
      return { value: await look(of), readAt };
    } finally {
      looking.delete(name);
    }
  }
  return (of) => {
    const name = nameOf(of);
    const under = looking.get(name) ?? read(of, name);
    looking.set(name, under);
    return under;
  };
}
