import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { attachment } from '../files/content-disposition.ts';

export interface Attachment {
  readonly type: 'application/octet-stream' | 'application/zip';
  readonly name: string;
  /** In bytes, where it is known before it is sent. */
  readonly size: number | null;
  /** Not called for a `HEAD`. */
  readonly open: () => Promise<Readable> | Readable;
}

/** Sends hostile bytes under a stranger's name: nothing of it is sniffed, framed, run or kept. `HEAD` gets the head. */
export async function sendAttachment(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, name, size, open }: Attachment,
): Promise<FastifyReply> {
  reply
    .header('content-type', type)
    .header('content-disposition', attachment(name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'")
    .header('cache-control', 'private, no-store');
  // Fastify sets the length of what it sends to a HEAD, except of a stream.
  const bytes = request.method === 'HEAD' ? Readable.from([]) : await open();
  if (size !== null) reply.header('content-length', size);
  return reply.send(bytes);
}
