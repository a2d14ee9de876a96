/**
 * Bytes of JSON after which a page of whole files ends, however many were asked for: three hundred reports of a megabyte
 * would take gigabytes while they are made into one text. A page is longer by one report at most, 16 MiB.
 */
const PAGE_BYTES = 8 * 1024 * 1024;

export interface Budgeted<From, To> {
  readonly data: To[];
  /** The item with which the page ended early; null when all are on it. */
  readonly cutAfter: From | null;
}

/** Reads what stands on a page, one after the other until it is long enough: at least one, when there is one. */
export async function withinBudget<From, To>(
  items: readonly From[],
  read: (item: From) => Promise<To> | To,
): Promise<Budgeted<From, To>> {
  const data: To[] = [];
  let bytes = 0;
  for (const [at, item] of items.entries()) {
    const one = await read(item);
    data.push(one);
    bytes += Buffer.byteLength(JSON.stringify(one));
    if (bytes >= PAGE_BYTES && at + 1 < items.length) return { data, cutAfter: item };
  }
  return { data, cutAfter: null };
}
