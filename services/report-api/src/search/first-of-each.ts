/** The first item of each SHA-256, whoever has it, in their order. */
export function firstOfEach<Item>(items: readonly Item[], sha256Of: (item: Item) => string): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const known = seen.has(sha256Of(item));
    seen.add(sha256Of(item));
    return !known;
  });
}
