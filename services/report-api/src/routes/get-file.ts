import { type FileObject, operations } from '@assay/contracts';
import { readReport } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { fileObject } from '../files/file-object.ts';
import { findFile } from '../files/find-file.ts';
import { embeddedRelations } from '../relationships/read-relation.ts';
import type { ReportApp } from '../report-app.ts';

/**
 * `GET /api/v1|v3/files/{id}`: the file object. Other files with the hash that was asked for are named unasked, because
 * the caller may have meant one of them.
 */
export function getFileRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.getFile, async (call): Promise<z.infer<typeof FileObject>> => {
    const { caller, params, query, origin, prefix } = call;
    const { file, collisions } = await findFile(report.table, caller, params.id, query.owner);
    const names = [...(query.relationships ?? []), ...(collisions.length === 0 ? [] : ['hash_collisions'])];
    const scope = { file, caller, api: `${origin}/api/v3`, choice: {} };
    const [found, relationships] = await Promise.all([
      readReport(report.scans, file.UserID, file.FileID),
      names.length === 0 ? undefined : embeddedRelations(report, scope, names),
    ]);
    const { attributes, exclude_attributes } = query;
    const view = { api: `${origin}${prefix}`, reader: caller.userId, attributes, exclude_attributes, relationships };
    const data = fileObject(file, found, view);
    return { type: data.type, id: data.id, links: data.links, data };
  });
}
