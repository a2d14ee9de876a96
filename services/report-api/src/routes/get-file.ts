import { readReport } from '@assay/scans';
import { parseInput } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { fileObject } from '../files/file-object.ts';
import { findFile } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

const Names = z
  .string()
  .max(4096)
  .transform((text) => new Set(text.split(',').map((name) => name.trim())));
const Query = z.object({ attributes: Names.optional(), exclude_attributes: Names.optional() });

/** `GET /api/v1|v3/files/{id}`: the file object. */
export function getFileRoute(app: FastifyInstance, report: ReportApp): void {
  for (const prefix of ['/api/v1', '/api/v3']) {
    app.get<{ Params: { id: string } }>(`${prefix}/files/:id`, async (request) => {
      const { userId } = await report.authenticate(request);
      const query = parseInput(Query, request.query);
      const { file, collisions } = await findFile(report.table, userId, request.params.id);
      const found = await readReport(report.scans, userId, file.FileID);
      const self = `${report.baseUrl(request)}${prefix}/files/${file.FileID}`;
      return fileObject(file, found, collisions, self, { only: query.attributes, without: query.exclude_attributes });
    });
  }
}
