import type { ByteRange } from '@assay/samples';

const ONE_PIECE = /^bytes=(\d{0,16})-(\d{0,16})$/;

/**
 * The piece that a `Range` header asks for (RFC 9110), of something with `size` bytes; null to answer the whole, which
 * every client must be ready for: without the header, for several pieces at once, and for one that is not there.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | null {
  const [, from = '', to = ''] = ONE_PIECE.exec(header ?? '') ?? [];
  if (from === '') {
    const last = Math.min(Number(to), size);
    return to === '' || last === 0 ? null : { start: size - last, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end ? null : { start, end };
}
