const MOST_NAMES = 100;
const MOST_BYTES = 32_768;

/** Longest file name that is kept, in UTF-16 units; an item of the table holds at most 400 KB. */
export const LONGEST_NAME = 1024;

/**
 * The names with this one, each once, in the order in which they last came. The first of them, which nobody has used for
 * longest, go when there are more than 100 or they grow too long.
 */
export function addName(names: readonly string[], name: string): string[] {
  const all = [...names.filter((each) => each !== name), name];
  let bytes = all.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  while (all.length > MOST_NAMES || (bytes > MOST_BYTES && all.length > 1)) {
    bytes -= Buffer.byteLength(all.shift() ?? '');
  }
  return all;
}
