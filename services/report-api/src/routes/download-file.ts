import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { sendFile, sendZipped } from '../downloads/send-file.ts';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

/**
 * `GET` and `HEAD /api/v1|v3/files/{id}/download`: the bytes, as nothing that a browser would open; with `?format=zip`
 * inside an AES archive with the password `infected`.
 */
export function downloadFileRoute(app: FastifyInstance, { gate, table, samples }: ReportApp): void {
  addOperation(app, gate, operations.downloadFile, async ({ caller, params, query, request, reply }) => {
    const { file } = await findFile(table, caller, params.id, query.owner);
    const send = query.format === 'zip' ? sendZipped : sendFile;
    return send(samples, file, request, reply);
  });
}
