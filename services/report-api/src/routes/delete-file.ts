import { AssayError, operations } from '@assay/contracts';
import { beginDeletion } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { noSuchFile } from '../files/file-hash.ts';
import { findFile, mayChange } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

/** `DELETE /api/v1|v3/files/{id}`: nobody reads the file from now on, and everything of it is removed. */
export function deleteFileRoute(app: FastifyInstance, { gate, table, now }: ReportApp): void {
  addOperation(app, gate, operations.deleteFile, async ({ caller, params, query, request }) => {
    const { file } = await findFile(table, caller, params.id, query.owner);
    if (!mayChange(caller, file)) throw new AssayError('forbidden', 'Only its owner and admins may delete a file.');
    const by = { Actor: caller.userName, ActorToken: caller.token, Address: request.ip };
    const deleted = { userId: file.UserID, sha256: file.FileID };
    // Somebody else was faster.
    if (!(await beginDeletion({ table, now }, deleted, { Action: 'file.delete', ...by }))) {
      throw noSuchFile(file.FileID);
    }
    return { data: { type: 'file' as const, id: file.FileID, attributes: { state: 'deleting' as const } } };
  });
}
