/** What goes to the thread that computes MD5: bytes of a stream, in a block that comes back, or the stream's end. */
export type ToMd5Thread =
  | { readonly stream: number; readonly block: ArrayBuffer; readonly length: number }
  | { readonly stream: number; readonly end: 'digest' | 'discard' };

/** What comes back: a block that is free again, or the digest in lower-case hex. */
export type FromMd5Thread =
  | { readonly stream: number; readonly block: ArrayBuffer }
  | { readonly stream: number; readonly md5: string };
