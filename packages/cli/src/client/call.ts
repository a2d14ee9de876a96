import { type Operation, prefixOf } from '@assay/contracts';
import type { z } from 'zod';
import { ApiFault } from './api-fault.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './parse-json.ts';

/** What an operation is called with; what it takes none of is left out. */
export interface Given<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly params?: z.input<P>;
  readonly query?: Partial<z.input<Q>>;
  readonly body?: z.input<B>;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** As `Sent.repeatable`, for what reads without being a GET. */
  readonly repeatable?: boolean;
}

/**
 * Calls an operation that answers JSON. The answer is checked against the operation's schema and given as it came, with
 * what a newer server may have added. Throws `ApiFault`, with the code `UnexpectedAnswer` when it does not fit.
 */
export async function call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
  connection: Connection,
  operation: Operation<P, Q, B, A>,
  given: Given<P, Q, B> = {},
): Promise<z.output<A>> {
  const { method } = operation;
  const answer = await connection.send(pathOf(operation, given), {
    method,
    signal: given.signal,
    ...(given.repeatable === undefined ? {} : { repeatable: given.repeatable }),
    headers: { ...given.headers, ...(given.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(given.body === undefined ? {} : { body: () => JSON.stringify(given.body) }),
  });
  return readAnswer(operation, answer);
}

/** The JSON of a success, checked against the operation's schema. */
export async function readAnswer<A extends z.ZodType>(
  operation: Pick<Operation<z.ZodObject, z.ZodObject, z.ZodType, A>, 'id' | 'answer'>,
  answer: Response,
): Promise<z.output<A>> {
  const body = parseJson(await answer.text());
  const fits = operation.answer.schema?.safeParse(body);
  if (fits?.success === true) return body as z.output<A>;
  const issue = fits?.error.issues[0];
  const what = issue === undefined ? 'no JSON' : `${issue.path.map(String).join('.')}: ${issue.message}`;
  throw new ApiFault(answer.status, 'UnexpectedAnswer', `${operation.id} was answered with ${what}`);
}

/** Path and query of a call; Assay's own form where there are two. */
export function pathOf<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  { path, under }: Pick<Operation, 'path' | 'under'>,
  { params, query }: Given<P, Q, B> = {},
): string {
  const version = under.includes('v1') ? 'v1' : (under[0] ?? 'v1');
  const named = (params ?? {}) as Record<string, unknown>;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) asked.set(name, String(value));
  return `${prefixOf(version)}${filled}${asked.size === 0 ? '' : `?${asked}`}`;
}
