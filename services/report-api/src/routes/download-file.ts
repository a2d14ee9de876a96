import { AssayError, type FileItem } from '@assay/contracts';
import { parseInput } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { attachment } from '../files/content-disposition.ts';
import { findFile } from '../files/find-file.ts';
import { zipInfected } from '../files/zip-infected.ts';
import type { ReportApp } from '../report-app.ts';

const Query = z.object({ format: z.enum(['raw', 'zip']).default('raw') });

/**
 * `GET` and `HEAD /api/v1|v3/files/{id}/download`: the bytes, as nothing that a browser would open; with `?format=zip`
 * inside an AES archive with the password `infected`.
 */
export function downloadFileRoute(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    app.route<{ Params: { id: string } }>({
      method: ['GET', 'HEAD'],
      url: `${prefix}/files/:id/download`,
      async handler(request, reply) {
        const caller = await report.authenticate(request);
        const zip = parseInput(Query, request.query).format === 'zip';
        const { file } = await findFile(report.table, caller, request.params.id);
        const name = file.FileMetadata.Filename;
        if (zip) guard(reply, 'application/zip', `${name}.zip`);
        else guard(reply, 'application/octet-stream', name);
        if (request.method === 'HEAD') {
          const size = await report.samples.size(file.ObjectKey);
          if (size === null) throw missing(file);
          // How long an archive will be is known when it is made.
          if (!zip) reply.header('content-length', size);
          return reply.send();
        }
        const object = await report.samples.open(file.ObjectKey);
        if (object === null) throw missing(file);
        if (zip) return reply.send(zipInfected(name, object.stream));
        return reply.header('content-length', object.size).send(object.stream);
      },
    });
  }
}

/** The bytes are hostile and the name is a stranger's: nothing is sniffed, framed, run or kept. */
function guard(reply: FastifyReply, type: string, name: string): void {
  reply
    .header('content-type', type)
    .header('content-disposition', attachment(name))
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
