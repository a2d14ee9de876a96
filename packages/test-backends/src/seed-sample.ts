import { readFile } from 'node:fs/promises';

/** A request as the design document writes it, with its placeholders filled and made HTTP. */
export interface SeedRequest {
  readonly head: string;
  readonly body: Buffer;
}

/**
 * Reads a request fixture: the request line, then headers, as the document has them. `<JWT>` and `{id}` are filled
 * in; `Request Body: <Multi-part upload>` becomes that body with its headers.
 */
export async function readSeedRequest(
  file: URL,
  fill: { jwt: string; id?: string; form?: { type: string; body: Buffer } },
): Promise<SeedRequest> {
  const text = (await readFile(file, 'utf8')).replaceAll('<JWT>', fill.jwt).replaceAll('{id}', fill.id ?? '{id}');
  const [line = '', ...rest] = text.split('\n').map((each) => each.trim());
  const headers = rest.filter((each) => each !== '' && !each.startsWith('Request Body:'));
  const body = rest.includes('Request Body: <Multi-part upload>')
    ? (fill.form?.body ?? Buffer.alloc(0))
    : Buffer.alloc(0);
  const [method, path] = line.split(/\s+/);
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: assay.test',
    ...headers,
    ...(body.length === 0 ? [] : [fill.form?.type ?? '']),
    ...(method === 'GET' ? [] : [`Content-Length: ${body.length}`]),
  ].join('\n');
  return { head, body };
}

/**
 * Members of a sample answer that a real one lacks, or has with another type, by their paths. Of a list the sample's
 * members are looked for in each of the answer's; an empty list has them not.
 */
export function missingMembers(sample: unknown, answer: unknown, path = ''): string[] {
  if (Array.isArray(sample)) {
    if (!Array.isArray(answer) || answer.length === 0) return [path];
    return sample
      .slice(0, 1)
      .flatMap((member) => answer.flatMap((each, at) => missingMembers(member, each, `${path}[${at}]`)));
  }
  if (sample !== null && typeof sample === 'object') {
    if (answer === null || typeof answer !== 'object' || Array.isArray(answer)) return [path];
    return Object.entries(sample).flatMap(([name, member]) =>
      Object.hasOwn(answer, name)
        ? missingMembers(member, (answer as Record<string, unknown>)[name], `${path}.${name}`)
        : [`${path}.${name}`],
    );
  }
  // The sample's only null is an engine's empty result, which is text when there is one.
  if (sample === null) return answer === null || typeof answer === 'string' ? [] : [path];
  return typeof sample === typeof answer ? [] : [path];
}
