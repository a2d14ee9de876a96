/** The collector frees blocks of bytes late, and by then many more may be there: this frees them at once. */
export function freeMemory({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/**
 * Passes chunks on and frees each when the next one is asked for. Only those that are all of their memory: of others,
 * the rest may still be wanted.
 */
export async function* freeingUsed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    if (chunk.byteLength > 0 && chunk.byteLength === chunk.buffer.byteLength) freeMemory(chunk);
  }
}
