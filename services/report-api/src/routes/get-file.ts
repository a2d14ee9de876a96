import { type FileObject, operations } from '@assay/contracts';
import { readReport } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import { fileObject } from '../files/file-object.ts';
import { findFile } from '../files/find-file.ts';
import { copyable, fileText } from '../files/report-copy.ts';
import { embeddedRelations } from '../relationships/read-relation.ts';
import type { ReportApp } from '../report-app.ts';

/**
 * `GET /api/v1|v3/files/{id}`: the file object. Other files with the hash that was asked for are named unasked, because
 * the caller may have meant one of them. Who reads their own file again within moments gets a copy of its attributes.
 */
export function getFileRoute(app: FastifyInstance, report: ReportApp): void {
  const { table, scans, ownReports } = report;
  addOperation(
    app,
    report.gate,
    operations.getFile,
    async (call): Promise<z.infer<typeof FileObject> | FastifyReply> => {
      const { caller, params, query, origin, prefix, reply } = call;
      const own = copyable(params.id, query);
      const text = own === null ? null : await ownReports.attributes(caller.userId, own);
      if (own !== null && text !== null) {
        const self = `${origin}${prefix}/files/${own}`;
        return reply.type('application/json; charset=utf-8').send(fileText(own, self, text));
      }
      const { file, collisions } = await findFile(table, caller, params.id, query.owner);
      const names = [...(query.relationships ?? []), ...(collisions.length === 0 ? [] : ['hash_collisions'])];
      const scope = { file, caller, api: `${origin}/api/v3`, choice: {} };
      const [found, relationships] = await Promise.all([
        readReport(scans, file.UserID, file.FileID),
        names.length === 0 ? undefined : embeddedRelations(report, scope, names),
      ]);
      const { attributes, exclude_attributes } = query;
      const view = { api: `${origin}${prefix}`, reader: caller.userId, attributes, exclude_attributes, relationships };
      const data = fileObject(file, found, view);
      return { type: data.type, id: data.id, links: data.links, data };
    },
  );
}
