import { parse as parseForm } from 'node:querystring';
import { AssayError } from '@assay/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

type ParserDone = (error: Error | null, body?: unknown) => void;

const MAX_FORM_FIELDS = 1000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes bodies as VirusTotal's clients send them: JSON under any type or none, an empty body under any type, and forms.
 * What is not JSON is a 400, never a 415, and an empty body is `undefined`. `curl --data` calls everything a form; what
 * begins with a brace is none, because a form writes that as `%7B`.
 */
export function addBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  const takeJson = (request: FastifyRequest, text: string, done: ParserDone) => {
    parseJson(request, text, (error, value) => {
      if (error === null) done(null, value);
      else done(new AssayError('bad-request', 'The body is not JSON.'));
    });
  };
  const takeForm = (request: FastifyRequest, text: string, done: ParserDone) => {
    if (/^\s*\{/.test(text)) takeJson(request, text, done);
    else done(null, parseForm(text, '&', '=', { maxKeys: MAX_FORM_FIELDS }));
  };
  app.removeContentTypeParser(['application/json', 'text/plain']);
  for (const [type, take] of [
    ['application/json', takeJson],
    ['text/plain', takeJson],
    ['application/x-www-form-urlencoded', takeForm],
    ['*', takeJson],
  ] as const) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer, done) => {
      if (body.length === 0) return done(null, undefined);
      const text = decode(body);
      if (text === null) return done(new AssayError('bad-request', 'The body is not text in UTF-8.'));
      take(request, text, done);
    });
  }
  // Before a byte is read: nobody waits for a body that nothing will look at, and no multipart is buffered as JSON.
  app.addHook('preParsing', async (request) => {
    if (request.is404) throw new AssayError('not-found');
    if (isMultipart(request) && !request.server.hasContentTypeParser('multipart/form-data')) {
      throw new AssayError('bad-request', 'This route takes no multipart body.');
    }
  });
}

function isMultipart(request: FastifyRequest): boolean {
  return /^\s*multipart\//i.test(request.headers['content-type'] ?? '');
}

function decode(body: Buffer): string | null {
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
}
