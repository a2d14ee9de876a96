import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS, type ErrorKind } from '@assay/contracts';
import { errorBody } from './answer-error.ts';

/** Answers bytes that are no HTTP request, on the socket itself because there is no request yet. */
export function answerClientError(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // Node keeps the answer under way here; after its head a second one would corrupt it.
  const answering = (socket as Duplex & { _httpMessage?: ServerResponse | null })._httpMessage;
  if (socket.writable && answering?.headersSent !== true) socket.write(answer(error.code));
  socket.destroy(error);
}

function answer(code: string | undefined): string {
  const kind: ErrorKind = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'too-slow' : 'bad-request';
  const text = code === 'HPE_HEADER_OVERFLOW' ? 'The headers are too large.' : 'The request is not valid HTTP.';
  const body = JSON.stringify(errorBody(ERRORS[kind].code, kind === 'too-slow' ? ERRORS[kind].text : text));
  const reason = kind === 'too-slow' ? '408 Request Timeout' : '400 Bad Request';
  return [
    `HTTP/1.1 ${reason}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
