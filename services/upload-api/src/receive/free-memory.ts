/** The collector frees blocks of bytes late, and by then many more may be there: this frees them at once. */
export function freeMemory({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/**
 * Below this a chunk is not worth it, and may be what the parser of the form has kept of a possible boundary, at most
 * 256 bytes, in memory that it uses again.
 */
const WORTH_FREEING = 4096;

/**
 * Passes chunks of a form on and frees each when the next one is asked for. Only those that are all of their memory: of
 * others, the rest may still be wanted.
 */
export async function* freeingUsed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    if (chunk.byteLength >= WORTH_FREEING && chunk.byteLength === chunk.buffer.byteLength) freeMemory(chunk);
  }
}
