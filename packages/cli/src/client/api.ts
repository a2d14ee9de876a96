import { randomUUID } from 'node:crypto';
import {
  type AnalysisDescriptor,
  type CatalogueEngine,
  type LiveEvent,
  type Operation,
  operations,
  type ScanDetail,
} from '@assay/contracts';
import type { z } from 'zod';
import { call, type Given, pathOf, readAnswer } from './call.ts';
import { type Connection, connect, type Sent } from './connection.ts';
import { followScan, followUser, type OpenScan } from './follow.ts';
import { multipart } from './multipart.ts';
import { ONCE, type Patience } from './patience.ts';
import { type Key, signToken } from './sign-token.ts';
import type { UploadSource } from './upload-source.ts';

export interface UploadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of the file have been sent; begins at 0 again when the upload does. */
  readonly onBytes?: (bytes: number) => void;
}

/** The public API, as anybody could call it. Everything rejects with `ApiFault` when the API refuses. */
export interface Api {
  readonly url: string;
  /** Any operation that answers JSON. */
  call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
    operation: Operation<P, Q, B, A>,
    given?: Given<P, Q, B>,
  ): Promise<z.output<A>>;
  /** An answer that is not JSON, or a path that is no operation. */
  get(path: string, sent?: Sent): Promise<Response>;
  /** Uploads a file. However often it has to be sent, it counts as one submission. */
  upload(source: UploadSource, options?: UploadOptions): Promise<AnalysisDescriptor>;
  scan(sha256: string, scanId: string, signal?: AbortSignal): Promise<z.infer<typeof ScanDetail>>;
  engines(signal?: AbortSignal): Promise<z.infer<typeof CatalogueEngine>[]>;
  /** What happens in a scan, from its beginning until it is complete; goes on where it was when a connection breaks. */
  follow(sha256: string, scanId: string, signal?: AbortSignal): AsyncGenerator<LiveEvent>;
  /** What happens in all my scans, until the signal aborts: the open ones first, then every event. */
  watch(signal?: AbortSignal): AsyncGenerator<OpenScan | LiveEvent>;
}

/** A client that signs with an API key. Without patience every request is sent once. */
export function connectApi(url: string, key: Key, patience: Patience = ONCE): Api {
  return apiOver(connect(url, () => ({ authorization: `Bearer ${signToken(key)}` }), patience));
}

/** The same over a connection with other credentials. */
export function apiOver(connection: Connection): Api {
  return {
    url: connection.url,
    call: (operation, given) => call(connection, operation, given),
    get: (path, sent) => connection.send(path, sent),
    upload: (source, options) => upload(connection, source, options),
    scan: (sha256, scanId, signal) =>
      call(connection, operations.getScan, { params: { id: sha256, scan_id: scanId }, signal }),
    engines: async (signal) => (await call(connection, operations.listEngines, { signal })).data,
    follow: (sha256, scanId, signal) => followScan(connection, { sha256, scanId }, signal),
    watch: (signal) => followUser(connection, signal),
  };
}

/** A large file is copied to its place after its last byte has arrived. */
const UPLOAD_ANSWER_MS = 300_000;

async function upload(connection: Connection, source: UploadSource, { signal, onBytes }: UploadOptions = {}) {
  const form = multipart(source, onBytes);
  const { putFile } = operations;
  const answer = await connection.send(pathOf(putFile), {
    method: putFile.method,
    // The server knows by it that a second attempt is the same upload.
    headers: { ...form.headers, 'idempotency-key': randomUUID() },
    body: () => form.stream(),
    signal,
    repeatable: true,
    answerMs: UPLOAD_ANSWER_MS,
  });
  return readAnswer(putFile, answer);
}
