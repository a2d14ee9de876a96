import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { listAudit } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AccountParts } from '../account-app.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import { answerPage } from '../pages.ts';

export function listAuditRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.listAudit, (call) => {
    const { from, to, actor, action, subject, outcome } = call.query;
    const filter = { actor, action, subject, outcome, from: moment(from), to: moment(to) };
    return answerPage(
      parts,
      call,
      { operation: 'listAudit', query: call.query, place: z.string() },
      (page) => listAudit(parts.table, filter, page),
      auditEntry,
    );
  });
}

function moment(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
