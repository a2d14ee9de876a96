import { z } from 'zod';
import type { ErrorKind } from './errors.ts';

/** The services that answer the public; `web` joins them with the page. */
export type PublicService = 'upload-api' | 'report-api' | 'accounts-api';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call: anybody, whoever is signed in, or only people of this level and above. */
export type Access = 'anyone' | 'user' | 'analyst' | 'admin';

/** What a call takes from the caller's quota. Polling and events are free. */
export type Cost = 'free' | 'request' | 'upload';

/** Under which prefix a path answers: Assay's own form, VirusTotal's, or both; what describes them all stands below `/api`. */
export type Version = 'v1' | 'v3' | 'api';

/** What stands before an operation's path under this version. */
export function prefixOf(version: Version): string {
  return version === 'api' ? '/api' : `/api/${version}`;
}

/** A successful answer. JSON of `schema`; with `type`, bytes or text of that media type as well or instead. */
export interface OperationAnswer<A extends z.ZodType = z.ZodType> {
  readonly description: string;
  /** With which statuses it succeeds; 200 when absent. 206 is the piece that a `Range` asks for. */
  readonly statuses?: readonly (200 | 206 | 303)[];
  readonly schema?: A;
  readonly example?: unknown;
  /** Media types of what is not JSON. */
  readonly types?: readonly string[];
  /** Headers of its own, by name. */
  readonly headers?: Readonly<Record<string, AnswerHeader>>;
}

/** A header of a successful answer. */
export interface AnswerHeader {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** A body: JSON of `schema`, or a multipart form whose parts are its members. */
export interface OperationBody<B extends z.ZodType> {
  readonly schema: B;
  readonly multipart?: boolean;
  readonly example?: z.input<B>;
}

const NOTHING = z.object({});

/** One thing that the API does: everything that a server, a client and the documentation must know of it. */
export interface Operation<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  /** In camelCase, unique; the OpenAPI `operationId` (with the version behind it under `v1` when both answer). */
  readonly id: string;
  readonly method: Method;
  /** Below the prefix of its versions, with `{name}` for one path segment. */
  readonly path: string;
  readonly under: readonly Version[];
  readonly service: PublicService;
  /** The heading under which the documentation lists it. */
  readonly tag: string;
  /** One line, what it does. */
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly cost: Cost;
  /** People who signed in with their password must have given it within the last 15 minutes. */
  readonly confirm: boolean;
  readonly params: P;
  readonly query: Q;
  readonly body: OperationBody<B> | null;
  readonly answer: OperationAnswer<A>;
  /** Beyond those that every operation can answer: malformed requests, credentials, quota, 500 and 503. */
  readonly errors: readonly ErrorKind[];
}

/** What a gate must know of an operation, whatever its input. */
export type OperationHead = Pick<Operation, 'id' | 'method' | 'access' | 'cost' | 'confirm'>;

type Told<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType> = Pick<
  Operation<P, Q, B, A>,
  'id' | 'method' | 'path' | 'under' | 'service' | 'tag' | 'summary' | 'answer'
> &
  Partial<Omit<Operation<P, Q, B, A>, 'params' | 'query' | 'body'>> & {
    params?: P;
    query?: Q;
    body?: OperationBody<B>;
  };

/** An operation; what is not told is: for signed-in callers, one request, without parameters and body. */
export function operation<
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodType,
>(told: Told<P, Q, B, A>): Operation<P, Q, B, A> {
  return {
    access: 'user',
    cost: 'request',
    confirm: false,
    errors: [],
    ...told,
    params: told.params ?? (NOTHING as unknown as P),
    query: told.query ?? (NOTHING as unknown as Q),
    body: told.body ?? null,
  };
}
