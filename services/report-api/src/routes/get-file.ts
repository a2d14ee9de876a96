import { operations } from '@assay/contracts';
import { readReport } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { fileObject } from '../files/file-object.ts';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

/** `GET /api/v1|v3/files/{id}`: the file object. */
export function getFileRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getFile, async ({ caller, params, query, origin, prefix }) => {
    const { file, collisions } = await findFile(report.table, caller, params.id, query.owner);
    const found = await readReport(report.scans, file.UserID, file.FileID);
    const self = `${origin}${prefix}/files/${file.FileID}`;
    return fileObject(file, found, collisions, self, { only: query.attributes, without: query.exclude_attributes });
  });
}
