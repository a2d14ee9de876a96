interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

/**
 * A full page out of those of the table, which ends its own at a megabyte. One item more than is shown tells whether
 * there is a next page, so that the last one is known for the last.
 */
export async function collectPage<Item>(
  read: (page: { limit: number; after: string | undefined }) => Promise<Page<Item>>,
  placeOf: (item: Item) => string,
  limit: number,
  after: string | undefined,
): Promise<Page<Item>> {
  const wanted = limit + 1;
  let page = await read({ limit: wanted, after });
  const found = [...page.items];
  while (page.next !== null && found.length < wanted) {
    page = await read({ limit: wanted - found.length, after: page.next });
    found.push(...page.items);
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? placeOf(last) : null };
}
