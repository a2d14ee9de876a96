import { AssayError, type FileItem } from '@assay/contracts';
import { parseInput } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { attachment } from '../files/content-disposition.ts';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

const Query = z.object({ format: z.string().max(16).optional() });

/** `GET` and `HEAD /api/v1|v3/files/{id}/download`: the bytes, as nothing that a browser would open. */
export function downloadFileRoute(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    app.route<{ Params: { id: string } }>({
      method: ['GET', 'HEAD'],
      url: `${prefix}/files/:id/download`,
      async handler(request, reply) {
        const { userId } = await report.authenticate(request);
        expectRawFormat(parseInput(Query, request.query).format);
        const { file } = await findFile(report.table, userId, request.params.id);
        if (request.method === 'HEAD') {
          const size = await report.samples.size(file.ObjectKey);
          if (size === null) throw missing(file);
          return describe(reply, file, size).send();
        }
        const object = await report.samples.open(file.ObjectKey);
        if (object === null) throw missing(file);
        return describe(reply, file, object.size).send(object.stream);
      },
    });
  }
}

function expectRawFormat(format: string | undefined): void {
  if (format === undefined || format === 'raw') return;
  throw new AssayError('invalid-argument', 'format: only the bytes as they are can be downloaded so far.');
}

/** The bytes are hostile and the name is a stranger's: nothing is sniffed, framed, run or kept. */
function describe(reply: FastifyReply, file: FileItem, size: number): FastifyReply {
  return reply
    .header('content-type', 'application/octet-stream')
    .header('content-length', size)
    .header('content-disposition', attachment(file.FileMetadata.Filename))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'")
    .header('cache-control', 'private, no-store');
}

function missing(file: FileItem): AssayError {
  return new AssayError('transient', undefined, {
    internal: `the object of live file ${file.FileID} is missing`,
    retryAfterS: 30,
  });
}
