import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { lingerOnClose } from './receive/linger-on-close.ts';
import { analyseFileRoute } from './routes/analyse-file.ts';
import { uploadFileRoute } from './routes/upload-file.ts';
import type { UploadApp } from './upload-app.ts';

/** All routes of upload-api. None of them lets the framework read a body: credentials come first. */
export async function uploadRoutes(app: FastifyInstance, uploads: UploadApp): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  await app.register(multipart);
  app.addHook('onError', async (request, reply) => {
    if (request.raw.complete) return;
    reply.header('connection', 'close');
    lingerOnClose(request.raw, uploads.limits);
  });
  uploadFileRoute(app, uploads);
  analyseFileRoute(app, uploads);
}
