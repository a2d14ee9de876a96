import { AssayError, operations } from '@assay/contracts';
import { ownerOf } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import { appendAudit } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { applyChange } from '../files/change-file.ts';
import { fileBrief } from '../files/file-brief.ts';
import { findFile, mayChange } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';

/** `PATCH /api/v1/files/{id}`: tags of people and the name that is shown. An admin's hand on another's file is audited. */
export function changeFileRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.changeFile, async ({ caller, params, query, body, request }) => {
    const { file } = await findFile(report.table, caller, params.id, query.owner);
    if (!mayChange(caller, file)) throw new AssayError('forbidden');
    const changed = await applyChange(report.table, file, body, report.now());
    if (file.UserID !== caller.userId) {
      const entry = {
        Action: 'file.change',
        Actor: caller.userName,
        ActorToken: caller.token,
        Subject: `${ownerOf(file)}/${file.FileID}`,
        Address: request.ip,
        Outcome: 'done' as const,
        Details: { added: body.tags?.add ?? [], removed: body.tags?.remove ?? [], named: body.name !== undefined },
      };
      await appendAudit(report.table, entry, report.now());
    }
    return { data: fileBrief(changed) };
  });
}
