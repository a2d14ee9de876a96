import { operations, type ZipFile } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { planZip } from '../downloads/plan-zip.ts';
import { sendZip } from '../downloads/send-zip.ts';
import { zipRequestOf } from '../downloads/zip-form.ts';
import type { ZipJob } from '../downloads/zip-jobs.ts';
import type { ReportApp } from '../report-app.ts';

/**
 * `POST /api/v1|v3/intelligence/zip_files`, and `GET …/{id}`, `…/download`, `…/download_url`. What goes in is decided when
 * the archive is asked for; its bytes are made while they are downloaded, so there is nothing to wait for.
 */
export function zipFilesRoutes(app: FastifyInstance, report: ReportApp): void {
  const { gate, table, zips, links, limits } = report;
  app.register(async (forms) => {
    forms.addHook('preHandler', async (request) => {
      request.body = zipRequestOf(request.body);
    });
    addOperation(forms, gate, operations.createZipFile, async ({ caller, body, origin, prefix }) => {
      const { hashes, password } = body.data;
      const job = { ...(await planZip(table, caller, hashes, limits.maxZipBytes)), password };
      return zipFile(await zips.add(caller.userId, job), job, `${origin}${prefix}`);
    });
  });

  addOperation(app, gate, operations.getZipFile, async ({ caller, params: { id }, origin, prefix }) =>
    zipFile(id, await zips.get(caller.userId, id), `${origin}${prefix}`),
  );

  addOperation(app, gate, operations.downloadZipFile, async ({ caller, params: { id }, request, reply }) =>
    sendZip(report, caller, await zips.get(caller.userId, id), request, reply),
  );

  addOperation(app, gate, operations.getZipFileDownloadUrl, async ({ caller, params: { id }, origin }) => {
    await zips.get(caller.userId, id);
    return { data: `${origin}/api/v3/downloads/${links.sign(caller, { zip: id })}` };
  });
}

function zipFile(id: string, { files, filesError }: ZipJob, apiUrl: string): ZipFile {
  const ready = files.length > 0;
  return {
    data: {
      type: 'zip_file',
      id,
      links: { self: `${apiUrl}/intelligence/zip_files/${id}` },
      attributes: {
        status: ready ? 'finished' : 'error-creating',
        progress: ready ? 1 : 0,
        files_ok: files.length,
        files_error: filesError,
      },
    },
  };
}
