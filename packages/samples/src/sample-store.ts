import type { Readable } from 'node:stream';

/** A piece of an object in bytes, both ends included, as HTTP counts. Must lie inside the object. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes that were received and are durable under a name of their own, but not yet anybody's object. */
export interface Staged {
  readonly size: number;
  /** A piece of the bytes, before `commit` and `discard`. */
  read(range: ByteRange): Promise<Uint8Array>;
  /** Makes the bytes the object at `key`, replacing what is there; afterwards nothing is staged any more. */
  commit(key: string): Promise<void>;
  /** Removes the bytes. May be called after a failed `commit`; never throws for what is already gone. */
  discard(): Promise<void>;
}

/** Names inside the store: `<user>:<md5>`, `<user>:<md5>:<sha256>` or `results/…`; never text of a client. */
export type ObjectKey = string;

/**
 * Where samples, large results and large logs lie. Two implementations, S3 and a directory, pass the same
 * contract suite. What a method has resolved is durable. Missing objects are `null`; every other fault is thrown.
 */
export interface SampleStore {
  /** Stores these bytes whole, at once and durably. For at most 8 MiB. */
  put(key: ObjectKey, bytes: Uint8Array): Promise<void>;
  /**
   * Receives a stream of unknown length with bounded memory. A chunk is only looked at until the next one is asked for;
   * then its memory may be given back or filled anew. When `bytes` fails, nothing is left and the cause is thrown.
   */
  stage(bytes: AsyncIterable<Uint8Array>): Promise<Staged>;
  /** Size in bytes, or null. */
  size(key: ObjectKey): Promise<number | null>;
  /** The bytes, or those of a piece, and how many they are; or null. The caller consumes or destroys the stream. */
  open(key: ObjectKey, range?: ByteRange): Promise<{ size: number; stream: Readable } | null>;
  /** The whole object, or null; refuses more than `maxBytes`. */
  read(key: ObjectKey, maxBytes: number): Promise<Buffer | null>;
  /** A link that reads this one object for a while: presigned `https:`, or `file:`. */
  link(key: ObjectKey, expiresInS: number): Promise<string>;
  /** Removes the object in all its versions; fine when there is none. */
  delete(key: ObjectKey): Promise<void>;
  /** Removes every object whose key begins with `folder`, which ends with a slash, in all versions. */
  deleteFolder(folder: string): Promise<void>;
  /** Removes what dead processes left in staging before this moment; answers how many. */
  sweepStaging(before: Date): Promise<number>;
}
