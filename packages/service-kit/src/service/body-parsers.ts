import { parse as parseForm } from 'node:querystring';
import { AssayError } from '@assay/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const MAX_FORM_FIELDS = 1000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes bodies as VirusTotal's clients send them: JSON under any type, under `text/plain` or under none, an empty body
 * under any type, and forms. What is not JSON is a 400, never a 415, and an empty body is `undefined`.
 */
export function addBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  for (const type of ['application/json', 'text/plain', '*']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer, done) => {
      if (body.length === 0) return done(null, undefined);
      const text = decode(body);
      if (text === null) return done(new AssayError('bad-request', 'The body is not text in UTF-8.'));
      parseJson(request, text, (error, value) => {
        if (error === null) done(null, value);
        else done(new AssayError('bad-request', 'The body is not JSON.'));
      });
    });
  }
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request: FastifyRequest, body: Buffer, done) => {
      const text = decode(body);
      if (text === null) return done(new AssayError('bad-request', 'The body is not text in UTF-8.'));
      done(null, body.length === 0 ? undefined : parseForm(text, '&', '=', { maxKeys: MAX_FORM_FIELDS }));
    },
  );
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
