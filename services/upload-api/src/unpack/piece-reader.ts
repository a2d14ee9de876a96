import type { ByteRange } from '@assay/samples';
import { Reader } from '@zip.js/zip.js';

/** Bytes of which any piece can be had. */
export interface Pieces {
  readonly size: number;
  read(range: ByteRange): Promise<Uint8Array>;
}

/** Small pieces in a row come from one block, because each read may be a request to a store. */
const BLOCK_BYTES = 4 * 1024 * 1024;

/** What the directory of an archive claims to need is believed up to here. */
const LONGEST_READ = 16 * 1024 * 1024;

/** An archive for zip.js, which asks for what a hostile archive tells it to: the answer is short at the end, and bounded. */
export class PieceReader extends Reader<Pieces> {
  /** Why a read failed: a fault of the store and not of the archive. */
  fault: unknown = null;
  readonly #pieces: Pieces;
  #block: { readonly start: number; readonly bytes: Uint8Array } = { start: 0, bytes: new Uint8Array() };

  constructor(pieces: Pieces) {
    super(pieces);
    this.#pieces = pieces;
    this.size = pieces.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (length > LONGEST_READ) throw new RangeError('the archive wants more than is read at once');
    const start = Math.min(Math.max(0, index), this.size);
    const end = Math.min(start + Math.max(0, length), this.size);
    if (end === start) return new Uint8Array();
    if (start < this.#block.start || end > this.#block.start + this.#block.bytes.length) {
      await this.#load(start, Math.min(Math.max(end, start + BLOCK_BYTES), this.size));
    }
    // A copy: what is decrypted is decrypted in place.
    return new Uint8Array(this.#block.bytes.subarray(start - this.#block.start, end - this.#block.start));
  }

  async #load(start: number, end: number): Promise<void> {
    try {
      this.#block = { start, bytes: await this.#pieces.read({ start, end: end - 1 }) };
    } catch (cause) {
      this.fault = cause;
      throw cause;
    }
  }
}
