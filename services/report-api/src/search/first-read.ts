/**
 * The same items, of which the first was read already: what cannot be read at all is thrown here, while a request can
 * still be refused, and not in the middle of an answer of 200.
 */
export async function firstRead<T>(items: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await items.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    yield* items;
  })();
}
