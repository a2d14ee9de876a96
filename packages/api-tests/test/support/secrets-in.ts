/** Names of headers, members and parameters whose values nobody may find in a log. */
const SECRET_NAME =
  /^(authorization|x-apikey|bearer|cookie|set-cookie|secret|password|token|url|invitation|filename)$/i;
/** The public half of a key names it and is no secret. */
const OPEN_NAME = /^(public_api_token)$/;
/** Shorter ones, and those of few different letters, stand in any text by chance. */
const MIN_LENGTH = 12;
const MIN_LETTERS = 6;

interface Har {
  log: {
    entries: {
      request: {
        url: string;
        headers: { name: string; value: string }[];
        postData?: { text?: string };
      };
      response: { headers: { name: string; value: string }[]; content: { text?: string } };
    }[];
  };
}

/**
 * Every secret that was sent or answered: credentials, cookies, passwords, one-time addresses, and names of files. What an
 * answer gave as the id of something is none: a webhook may be told to call the address of a file, and logs name files.
 */
export function secretsInHar(text: string): Set<string> {
  const found = new Set<string>();
  const ids = new Set<string>();
  for (const { request, response } of (JSON.parse(text) as Har).log.entries) {
    for (const { name, value } of [...request.headers, ...response.headers]) addHeader(found, name, value);
    for (const [, value = ''] of (request.postData?.text ?? '').matchAll(/filename="([^"]*)"/g)) add(found, value);
    const answer = parsed(response.content.text);
    for (const body of [parsed(request.postData?.text), answer]) addMembers(found, body, '');
    addIds(ids, answer);
  }
  return new Set([...found].filter((secret) => !ids.has(secret)));
}

function addHeader(found: Set<string>, name: string, value: string): void {
  if (!SECRET_NAME.test(name)) return;
  if (/cookie$/i.test(name)) {
    for (const pair of value.split(';')) add(found, pair.slice(pair.indexOf('=') + 1).trim());
  } else add(found, value.replace(/^Bearer /i, ''));
}

function addMembers(found: Set<string>, value: unknown, name: string): void {
  if (typeof value === 'string' && SECRET_NAME.test(name) && !OPEN_NAME.test(name)) {
    // Of an address only its last part is secret.
    add(found, /^https?:/.test(value) ? (value.split('/').at(-1) ?? '') : value);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) addMembers(found, each, Array.isArray(value) ? name : key);
}

function addIds(ids: Set<string>, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    if (key === 'id' && typeof each === 'string') ids.add(each);
    else addIds(ids, each);
  }
}

function add(found: Set<string>, value: string): void {
  if (value.length >= MIN_LENGTH && new Set(value).size >= MIN_LETTERS) found.add(value);
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/** Those of the secrets that stand in one of these lines, with the line: as they are, as JSON or a URL writes them. */
export function leaks(lines: readonly string[], secrets: Iterable<string>): string[] {
  const log = lines.join('');
  return [...secrets].filter((secret) => {
    const written = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
    return written.some((form) => log.includes(form));
  });
}
