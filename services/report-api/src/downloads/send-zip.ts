import { AssayError } from '@assay/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { findFiles, type Reader } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { sendAttachment } from './send-attachment.ts';
import { openStored } from './send-file.ts';
import type { ZipJob } from './zip-jobs.ts';
import { type ZipEntry, zipSamples } from './zip-samples.ts';

/** Sends an archive, made as it goes out. Throws `not-found` for one without files. */
export async function sendZip(
  report: Pick<ReportApp, 'table' | 'samples'>,
  caller: Reader,
  job: ZipJob,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (job.files.length === 0) throw new AssayError('not-found', 'There are no files for this archive.');
  return sendAttachment(request, reply, {
    type: 'application/zip',
    name: 'assay.zip',
    size: null,
    open: () => zipSamples(entries(report, caller, job), job.password),
  });
}

/** A file that was deleted since, or that the caller may not read any more, is not in it. */
async function* entries(
  { table, samples }: Pick<ReportApp, 'table' | 'samples'>,
  caller: Reader,
  { files }: ZipJob,
): AsyncGenerator<ZipEntry> {
  for (const { owner, sha256 } of files) {
    const [file] = await findFiles(table, caller, sha256, owner);
    if (file === undefined) continue;
    const { size, stream } = await openStored(samples, file);
    yield { name: sha256, size, bytes: stream };
  }
}
