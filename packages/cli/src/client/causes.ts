/** A fault and what caused it, the outermost first. `fetch` wraps what went wrong: its own message says only that it failed. */
export function causes(fault: unknown): Error[] {
  const found: Error[] = [];
  for (let cause = fault; cause instanceof Error && found.length < 10; cause = cause.cause) found.push(cause);
  return found;
}
