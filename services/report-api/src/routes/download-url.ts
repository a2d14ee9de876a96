import { recallCaller } from '@assay/auth';
import { operations } from '@assay/contracts';
import { ownerOf } from '@assay/scans';
import { addOpenOperation, addOperation, annotate } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { noSuchLink } from '../downloads/download-links.ts';
import { sendFile } from '../downloads/send-file.ts';
import { sendZip } from '../downloads/send-zip.ts';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

/**
 * `GET /api/v1|v3/files/{id}/download_url` and the address that it answers, `GET` and `HEAD /api/v3/downloads/{token}`.
 * Every use of an address asks the table whether who asked for it may still read what is behind it.
 */
export function downloadUrlRoutes(app: FastifyInstance, report: ReportApp): void {
  const { gate, table, samples, links, zips, now } = report;

  addOperation(app, gate, operations.getDownloadUrl, async ({ caller, params, query, origin }) => {
    const { file } = await findFile(table, caller, params.id, query.owner);
    const behind = { owner: ownerOf(file), sha256: file.FileID };
    return { data: `${origin}/api/v3/downloads/${links.sign(caller, behind)}` };
  });

  addOpenOperation(app, gate, operations.downloadByUrl, async ({ params, request, reply }) => {
    const { asker, behind } = links.open(params.token);
    const caller = await recallCaller(table, asker, { ip: request.ip, now: now() });
    if (caller === null) throw noSuchLink();
    annotate(request, { userId: caller.userId });
    if ('zip' in behind) return sendZip(report, caller, await zips.get(caller.userId, behind.zip), request, reply);
    const { file } = await findFile(table, caller, behind.sha256, behind.owner);
    return sendFile(samples, file, request, reply);
  });
}
