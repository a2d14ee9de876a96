import type { AssayError } from '@assay/contracts';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { lingerOnClose } from './receive/linger-on-close.ts';
import { analyseFileRoute } from './routes/analyse-file.ts';
import { uploadFileRoute } from './routes/upload-file.ts';
import { uploadUrlRoutes } from './routes/upload-url.ts';
import { createTakeUpload } from './take-upload.ts';
import type { UploadApp } from './upload-app.ts';

/** All routes of upload-api. None of them lets the framework read a body: credentials come first. */
export async function uploadRoutes(app: FastifyInstance, uploads: UploadApp): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  await app.register(multipart);
  app.addHook('onError', async (request, reply, error) => {
    const step = uploads.gate.stepOf(error);
    if (step !== null) uploads.report(request, step, error as AssayError);
    if (request.raw.complete) return;
    reply.header('connection', 'close');
    lingerOnClose(request.raw, uploads.limits);
  });
  const take = createTakeUpload(app, uploads);
  uploadFileRoute(app, uploads, take);
  uploadUrlRoutes(app, uploads, take);
  analyseFileRoute(app, uploads);
}
