import { ERRORS, type ErrorKind } from '@assay/contracts';
import { markdownTable } from './markdown-table.ts';

/** What a caller can do about each. The type asks for every kind of the table. */
const ADVICE: Record<ErrorKind, string> = {
  'bad-request': 'Mend the request; the message says what was wrong with it.',
  'invalid-argument': 'Mend the parameter that the message names.',
  'no-credentials': 'Send a token in `Authorization: Bearer`, `x-apikey` or `Bearer`.',
  'wrong-credentials': 'Check token, user id and secret. An unknown, a revoked and a forged one are not told apart.',
  'user-not-active': 'Ask an administrator to enable the user.',
  'password-required':
    'Confirm the session with the password, or without one sign in at the OpenID provider again; then send again.',
  forbidden: 'Use a key with a higher access level.',
  'not-found': 'Check the id. What belongs to somebody else is answered in the same way.',
  'already-exists': 'Nothing to do; it is there.',
  conflict: 'Read the message; what was asked for contradicts what is there.',
  'too-slow': 'Send again over a better connection; nothing was kept.',
  'too-large': 'Send a smaller body; nothing was kept.',
  'unsupported-content-query': 'Search by what is known of files: names, tags, types, labels, hashes, dates.',
  'not-available-yet': 'Wait for the seconds in `Retry-After`.',
  quota: 'Wait for the seconds in `Retry-After`.',
  busy: 'Wait for the seconds in `Retry-After`, then send again.',
  internal: 'Report it with the request id; the details are in the log under it.',
  transient: 'Wait for the seconds in `Retry-After`, then send again.',
  'no-search': 'Wait for the seconds in `Retry-After`; looking up hashes and listing your files work without it.',
  'too-long': 'Add conditions that fewer files have, such as dates, a type or a tag; ask for likeness less often.',
  'no-engines': 'Ask an operator to enable an engine; nothing was kept.',
};

/** The reference page of errors as Markdown; `docs/errors.md` is generated from it and checked against it. */
export function errorsPage(): string {
  const kinds = Object.keys(ERRORS) as ErrorKind[];
  return [
    '# Errors',
    '',
    'Every error has the same body, whatever the route:',
    '',
    '```json',
    '{ "error": { "code": "NotFoundError", "message": "Resource not found." } }',
    '```',
    '',
    'The code is one of VirusTotal’s, so that its clients understand it; several of ours share one, and the message tells',
    'them apart. Every answer carries `x-request-id`, a 5xx names it in the message too, and the log is searched by it.',
    'This page is generated from the table in `packages/contracts/src/errors.ts`.',
    '',
    ...markdownTable(
      ['kind', 'status', 'code', 'message, unless there is a better one', 'what to do'],
      kinds.map((kind) => {
        const { status, code, text } = ERRORS[kind];
        return [`\`${kind}\``, String(status), `\`${code}\``, text, ADVICE[kind]];
      }),
    ),
    '',
  ].join('\n');
}
